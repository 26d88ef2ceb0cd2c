#include <algorithm>
#include <cmath>

#include "entropic_limit_laws/parts.hpp"
#include "entropic_limit_laws/two_points.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/limit/bootstrap.hpp"

namespace mongecarlo::entropic_limit_laws {
namespace {

constexpr int kResamples = 39;  // the rank takes 40 values

/// A statistic and the laws that are sampled.
struct Resampled {
  Statistic statistic;
  TwoPoints law;
};

Vector weights(double first) { return Vector{{first, 1 - first}}; }

/// (1 + number of resamples whose rho (S(a*_n, b*_m) - S(a_n, b_m)) is not below scale rho (S(a_n, b_m) - S)) / 40: the
/// rank of what was seen among what the bootstrap makes of it.
auto rank_among_resamples(const Resampled& what, bool by_root_n = false) {
  return [what, by_root_n](const Samples& s) {
    return [what, s, scale = by_root_n ? std::sqrt(s.n) : s.rate(),
            draw = EmpiricalTwoPoints(what.law, s)](const Stream& stream) -> Certified {
      const TwoPoints seen = draw(stream);
      const auto statistic = [&what](const Vector& a, const Vector& b) -> Certified {
        return (TwoPoints{a[0], b[0], what.law.epsilon}.*what.statistic)();
      };
      Bootstrap bootstrap =
          Bootstrap::naive(statistic, weights(seen.r), weights(seen.s), SampleSizes::two_samples(s.n, s.m));
      const double error = (seen.*what.statistic)() - (what.law.*what.statistic)();
      return bootstrap.p_value(scale * error, kResamples, stream.purpose("resamples"));
    };
  };
}

/// Uniform on 1/40, 2/40, ..., 1.
LawOf<Samples> uniform_rank() {
  constexpr double kValues = kResamples + 1, kRounding = 1e-9;
  return {.cdf = [](const Samples&,
                    double x) { return std::clamp(std::floor(x * kValues + kRounding) / kValues, 0.0, 1.0); },
          .left = [](const Samples&,
                     double x) { return std::clamp((std::ceil(x * kValues - kRounding) - 1) / kValues, 0.0, 1.0); }};
}

LawStatement<Samples> statement(const Design& design, const Resampled& what, Control<Samples> control) {
  return {
      .id = {},
      .statement = {},
      .source = "klatt:20; bigot:19",
      .design = {{1600, 400}},
      .law = uniform_rank(),
      .replicate = rank_among_resamples(what),
      .tolerance = [tolerance = design.real("bootstrap_tolerance")](const Samples&) { return tolerance; },
      .replicates = design.count("bootstrap_replicates"),
      .control = std::move(control),
      .plot = "n",
  };
}

Claim consistent(const Design& design, std::string name, std::string symbol, Statistic statistic) {
  const Resampled what{statistic, TwoPoints{}};
  auto claim =
      statement(design, what,
                Control<Samples>::wrong_procedure("what was seen scaled by sqrt(n), resamples by sqrt(nm/(n+m))",
                                                  rank_among_resamples(what, true)));
  claim.id = "bootstrap." + name;
  claim.statement =
      "the naive bootstrap of " + symbol +
      " is consistent, n = 4 m: the rank of rho (S(a_n, b_m) - S) among rho (S(a*_n, b*_m) - S(a_n, b_m)) is "
      "uniform in the limit";
  return law_tends_to(claim);
}

/// Uniform laws on both sides: V's derivative vanishes at them, and not at what was seen.
Claim degenerate(const Design& design) {
  auto claim =
      statement(design, {&TwoPoints::objective, TwoPoints{.r = 0.5, .s = 0.5}}, CorrectedBy{"bootstrap.objective"});
  claim.id = "bootstrap.degenerate";
  claim.statement =
      "the naive bootstrap of V is consistent for uniform laws on both sides too, where its potentials are constant";
  claim.source = "a slip; bigot:19 treats this case apart";
  return law_tends_to(claim);
}

}  // namespace

std::vector<Claim> bootstrap_claims(const Design& design) {
  return {consistent(design, "objective", "V", &TwoPoints::objective),
          consistent(design, "transport_cost", "T", &TwoPoints::transport_cost),
          consistent(design, "plan", "the plan's first entry", &TwoPoints::first_entry), degenerate(design)};
}

}  // namespace mongecarlo::entropic_limit_laws
