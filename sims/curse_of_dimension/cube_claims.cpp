#include <cmath>
#include <numbers>

#include "curse_of_dimension/matched_samples.hpp"
#include "curse_of_dimension/parts.hpp"
#include "mongecarlo/base/log_gamma.hpp"

namespace mongecarlo::curse_of_dimension {
namespace {

using Space = MatchedSamples::Space;

auto matched(Space space, double power) {
  return [space, power](const CubeSample& s) { return MatchedSamples(s, space, power); };
}

RateStatement<CubeSample> rate(const Design& design, int d, ReplicateOf<CubeSample> replicate,
                               Control<CubeSample> control) {
  return {
      .id = {},
      .statement = {},
      .source = {},
      .design = over_n(d, design.integer("n")),
      .n = size,
      .exponent = 2.0 / d,
      .replicate = std::move(replicate),
      .range = unbounded,
      .margin = 0.07,
      .replicates = design.count("sum_replicates"),
      .control = std::move(control),
      .plot = "n",
  };
}

/// E W_1 of two samples of n uniform points of [0, 1]: 4^n / (2 (2 n + 1) binomial(2 n, n)).
double expected_on_line(int n) {
  return std::exp(n * std::log(4.0) + 2 * log_gamma(n + 1.0) - log_gamma(2.0 * n + 1)) / (2 * (2.0 * n + 1));
}

/// Mean over four pairs of samples: W_1 on the line is skewed.
auto mean_of_four(const CubeSample& s) {
  return [samples = MatchedSamples(s, Space::cube, 1)](const Stream& stream) mutable {
    Certified sum;
    for (std::uint64_t run = 0; run < 4; ++run) sum += 0.25 * samples(stream.purpose("run", run));
    return sum;
  };
}

/// The exact mean over n^-1/2 is the known factor: what is left has no curvature.
Claim line(const Design& design) {
  auto claim = rate(design, 1, mean_of_four,
                    Control<CubeSample>::wrong_exponent("like n^-1/d, as the printed rate reads there", 1));
  claim.id = "cube.d1";
  claim.statement = "d = 1, two samples of the interval: E W_1 falls like n^-1/2, beside its exact correction";
  claim.source = "fournier:15; derived here";
  claim.exponent = 0.5;
  claim.shape = [](const CubeSample& s) { return std::sqrt(s.n) * expected_on_line(s.n); };
  claim.estimate_label = "E W_1";
  return rate_equals(claim);
}

/// n E W_2^2 = (log n + 2 pi .1332) / (2 pi) on the torus, both ways of a limit.
Claim plane(const Design& design) {
  auto claim = rate(design, 2, matched(Space::torus, 2),
                    Control<CubeSample>::wrong_exponent("like n^-1/2, the rate of the root", 0.5));
  claim.id = "cube.d2";
  claim.statement = "d = 2, two samples on the torus: E W_2^2 falls like log(n) / n, beside its constant";
  claim.source = "ambrosio:19; caracciolo:14";
  claim.shape = [](const CubeSample& s) { return std::log(s.n) + 2 * std::numbers::pi * 0.1332; };
  claim.estimate_label = "E W_2^2";
  return rate_equals(claim);
}

/// E W_2^2 = beta n^(-2/d) (1 + b n^(-(d-2)/d) + ...).
Claim squared(const Design& design, int d) {
  auto claim = rate(design, d, matched(Space::torus, 2),
                    Control<CubeSample>::wrong_exponent("like n^-1/d, the rate of the root", 1.0 / d));
  claim.id = "cube.d" + std::to_string(d);
  claim.statement = "d = " + std::to_string(d) + ", two samples on the torus: E W_2^2 falls like n^-2/d";
  claim.source = "goldman:21; caracciolo:14";
  claim.correction = (d - 2.0) / d;
  if (d == 3) {  // n^-1/3 is hard to tell from a change of slope
    claim.margin = 0.2;
    claim.replicates = [least = design.count("sum_replicates"), most = design.count("n")](const CubeSample& s) {
      return least * most / static_cast<std::uint64_t>(s.n);
    };
  }
  claim.estimate_label = "E W_2^2";
  return rate_equals(claim);
}

/// The printed rate of W_1 as what it is, an upper bound.
Claim bound(const Design& design, int d) {
  auto claim = rate(design, d, matched(Space::cube, 1),
                    Control<CubeSample>::wrong_exponent("at least as fast as n^-1/2, whatever d", 0.5));
  claim.id = "cube.bound_d" + std::to_string(d);
  claim.statement = "d = " + std::to_string(d) + ", two samples of the cube: E W_1 falls at least as fast as n^-1/d";
  claim.source = "fournier:15; weed:19";
  claim.exponent = 1.0 / d;
  claim.estimate_label = "E W_1";
  return rate_at_least(claim);
}

/// As printed, with no word on the functional: a slope of -1/d for the squared cost.
Claim as_equality(const Design& design) {
  auto claim = rate(design, 5, matched(Space::torus, 2), CorrectedBy{"cube.d5"});
  claim.id = "cube.as_equality";
  claim.statement = "d = 5: the optimal cost of |x - y|^2 between samples falls like n^-1/d";
  claim.source = "Li, Ni, Stanley and Supekar, slides (read as a rate of any cost)";
  claim.exponent = 1.0 / 5;
  claim.correction = 3.0 / 5;
  claim.estimate_label = "E W_2^2";
  return rate_equals(claim);
}

}  // namespace

std::vector<Claim> cube_claims(const Design& design) {
  return {line(design),       plane(design),    squared(design, 3), squared(design, 5),
          squared(design, 8), bound(design, 3), bound(design, 5),   as_equality(design)};
}

}  // namespace mongecarlo::curse_of_dimension
