#include <cmath>
#include <memory>

#include "models/maximal_deviation.hpp"
#include "minibatch_deviation/parts.hpp"
#include "models/uniform_intervals.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"

namespace mongecarlo::minibatch_deviation {
namespace {

using models::MaximalDeviation;

/// X ~ Bernoulli(1/2), Y = delta_0, c = |x - y|, m = 1: the complete estimator is the mean of n coin flips, E_h = 1/2,
/// M = 1. The least favourable instance for a bound that rests on Hoeffding's inequality. n_target copies of 0 on the
/// other side.
struct CoinFlips {
  int n = 40, n_target = 40, k = 4000;
  CellParameters parameters() const { return {{"n", n}, {"n_target", n_target}, {"m", 1}, {"k", k}}; }
  MaximalDeviation bound() const {
    return {.range = 1, .blocks = static_cast<double>(std::min(n, n_target)), .k = static_cast<double>(k)};
  }
};

void flip(Points& coins, Stream stream) {
  for (Index i = 0; i < coins.rows(); ++i) coins(i, 0) = static_cast<double>(stream.below(2));
}

auto deviation() {
  return [](const CoinFlips& s) {
    return [x = Points(s.n, 1), y = Points(Points::Zero(s.n_target, 1)),
            kernel = models::make_kernel("transport_cost", {.ground_cost = GroundCost::euclidean(1)}),
            estimator = IncompleteMinibatch({.m = 1, .k = s.k})](const Stream& stream) mutable {
      flip(x, stream.purpose("source"));
      return absolute(estimator(*kernel, view(x), view(y), stream.purpose("batches")) - Certified(0.5));
    };
  };
}

double published(const CoinFlips& s, double delta) { return s.bound()(delta); }

Claim witness(const Design& design, std::string id, std::string statement, std::vector<CoinFlips> cells,
              Control<CoinFlips> control) {
  return tail_below<CoinFlips>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = "fatras:20, Theorem 1",
      .design = std::move(cells),
      .bound = published,
      .replicate = deviation(),
      .margin = design.real("tail_margin"),
      .replicates = design.count("tail_replicates"),
      .control = std::move(control),
  });
}

Control<CoinFlips> wrong_bound(std::string statement, void (*damage)(MaximalDeviation&)) {
  return Control<CoinFlips>::wrong_bound(std::move(statement), [damage](const CoinFlips& s, double delta) {
    MaximalDeviation bound = s.bound();
    damage(bound);
    return bound(delta);
  });
}

/// Two-sided sup over delta of coin flips against a Dirac: the range M.
Claim range_term(const Design& design) {
  return witness(design, "deviation.witness",
                 "P(|h_k - E_h| > M(sqrt(log(2/d)/(2 floor(n/m))) + sqrt(2 log(2/d)/k))) <= d for every d, where it is "
                 "nearly tight",
                 {{.n = design.integer("n"), .n_target = design.integer("n"), .k = design.integer("k")}},
                 wrong_bound("M half the range of h", [](MaximalDeviation& bound) { bound.range /= 2; }));
}

Claim batch_term(const Design& design) {
  const CoinFlips few{.n = 1000, .n_target = 1000, .k = 20};
  return witness(design, "deviation.batch_term",
                 "the same with few pairs of batches (k = 20), where the batch term is what matters", {few},
                 wrong_bound("the term in k left out", [](MaximalDeviation& bound) { bound.has_batch_term = false; }));
}

Claim two_sizes(const Design& design) {
  const CoinFlips uneven{.n = 20, .n_target = 2000, .k = design.integer("k")};
  return witness(design, "deviation.two_sample_sizes",
                 "the same for samples of sizes 20 and 2000, with floor(min(n_x, n_y)/m) blocks", {uneven},
                 wrong_bound("the larger sample counted", [](MaximalDeviation& bound) { bound.blocks = 2000; }));
}

Claim range_as_printed(const Design& design) {
  return tail_below<CoinFlips>({
      .id = "deviation.range_as_printed",
      .statement = "the bound with M an upper bound of OT(alpha, beta) (here M = OT = 1/2) instead of the range of h",
      .source = "Fatras 2021, thesis defence (misprint)",
      .design = {{.n = design.integer("n"), .n_target = design.integer("n"), .k = design.integer("k")}},
      .bound =
          [](const CoinFlips& s, double delta) {
            MaximalDeviation bound = s.bound();
            bound.range = 0.5;
            return bound(delta);
          },
      .replicate = deviation(),
      .margin = design.real("tail_margin"),
      .replicates = design.count("tail_replicates"),
      .control = CorrectedBy{"deviation.witness"},
  });
}

/// hbar^1 - E_h for the coin flips, one-sided: hbar^1 is the mean of the flips.
auto one_sided_deviation() {
  return [](const CoinFlips& s) {
    return [x = Points(s.n, 1)](const Stream& stream) mutable {
      flip(x, stream.purpose("source"));
      return Certified(x.mean() - 0.5);
    };
  };
}

Claim hoeffding(const Design& design) {
  const auto bound = [](double blocks, double delta) { return std::sqrt(std::log(1 / delta) / (2 * blocks)); };
  return tail_below<CoinFlips>({
      .id = "deviation.hoeffding_u_statistic",
      .statement = "P(hbar^m - E_h > t) <= exp(-2 floor(n/m) t^2 / M^2) for the complete estimator",
      .source = "hoeffding:63; clemencon:16",
      .design = {{.n = 200, .n_target = 200, .k = 1}},
      .bound = [bound](const CoinFlips& s, double delta) { return bound(s.n, delta); },
      .replicate = one_sided_deviation(),
      .margin = design.real("tail_margin"),
      .replicates = 4 * design.count("tail_replicates"),
      .control = Control<CoinFlips>::wrong_bound(
          "2 n in place of n", [bound](const CoinFlips& s, double delta) { return bound(2.0 * s.n, delta); }),
  });
}

}  // namespace

std::vector<Claim> witness_claims(const Design& design) {
  return {range_term(design), batch_term(design), two_sizes(design), range_as_printed(design), hoeffding(design)};
}

}  // namespace mongecarlo::minibatch_deviation
