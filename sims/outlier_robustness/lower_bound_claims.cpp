#include <algorithm>
#include <memory>

#include "outlier_robustness/contaminated.hpp"
#include "outlier_robustness/parts.hpp"

namespace mongecarlo::outlier_robustness {
namespace {

/// min_y [c(z, y) - g(y)] + <g, beta>: what the outlier costs at least, for potentials g of OT(alpha, beta).
double price_of_outlier(const Measures& measures, const Vector& g, bool is_centred) {
  double least = measures.outlier_cost(0) - g[0];
  for (Index j = 1; j < g.size(); ++j) least = std::min(least, measures.outlier_cost(j) - g[j]);
  return least + (is_centred ? measures.b.dot(g) : 0);
}

/// OT(zeta alpha + (1 - zeta) delta_z, beta) - zeta OT(alpha, beta) - (1 - zeta) price; g may be shifted by any number.
auto slack_above(bool is_centred, double shift) {
  return [is_centred, shift](const Contamination& s) {
    return [s, is_centred, shift, measures = Measures(s), solver = exact_solver(), clean = Result(),
            contaminated = Result()](const Stream& stream) mutable {
      measures.refill(stream);
      solver->solve(measures.clean(), clean);
      const Vector g = clean.g.array() + shift;
      solver->solve(measures.contaminated(), contaminated);
      constexpr double kRounding = 1e-9;
      const double price = (1 - s.zeta) * price_of_outlier(measures, g, is_centred);
      return contaminated.certified_objective - s.zeta * clean.certified_objective - Certified(price - kRounding);
    };
  };
}

Claim lower_bound(const Design& design) {
  return holds_always<Contamination>({
      .id = "balanced.lower_bound",
      .statement =
          "OT(zeta a + (1-zeta) delta_z, b) >= zeta OT(a, b) + (1-zeta)(min_y [c(z,y) - g(y)] + <g, b>) for optimal "
          "potentials g, whatever constant is added to them",
      .source = "fatras:21b; derived here",
      .design = {{.zeta = 0.9, .distance = 0.3}, {.zeta = 0.8, .distance = 1}, {.zeta = 0.5, .distance = 5}},
      .replicate = slack_above(true, -10),
      .replicates = design.count("draws"),
      .control = Control<Contamination>::wrong_procedure("<g, b> left out, so that the constant matters",
                                                         slack_above(false, -10)),
      .kind = ClaimKind::bound,
  });
}

/// The bound is not slack: with one target point there is one plan, and equality.
Claim lower_bound_attained(const Design& design) {
  const auto excess = [](bool is_centred) {
    return [slack = slack_above(is_centred, 3)](const Contamination& s) {
      return [replicate = slack(s)](const Stream& stream) mutable { return Certified(2e-9) - replicate(stream); };
    };
  };
  return holds_always<Contamination>({
      .id = "balanced.lower_bound_attained",
      .statement = "with equality where b is a Dirac (to 2e-9)",
      .source = "derived here",
      .design = {{.n = 5, .m = 1, .zeta = 0.7, .distance = 2}},
      .replicate = excess(true),
      .replicates = design.count("draws"),
      .control = Control<Contamination>::wrong_procedure("<g, b> left out", excess(false)),
      .kind = ClaimKind::identity,
  });
}

}  // namespace

std::vector<Claim> lower_bound_claims(const Design& design) {
  return {lower_bound(design), lower_bound_attained(design)};
}

}  // namespace mongecarlo::outlier_robustness
