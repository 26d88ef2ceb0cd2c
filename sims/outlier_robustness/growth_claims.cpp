#include <cmath>
#include <memory>

#include "outlier_robustness/contaminated.hpp"
#include "outlier_robustness/parts.hpp"

namespace mongecarlo::outlier_robustness {
namespace {

/// Losses of the same fixed measures as the outlier moves away.
struct Losses {
  Certified balanced, unbalanced, clean_unbalanced, clean_balanced;
  double bound = 0;
};

Losses losses_at(Contamination s) {
  Measures measures(s);
  measures.refill(Stream(stream_key(0, "outlier_robustness", "fixed measures"), 0));
  Result result;
  const auto solve = [&](const SolverPtr& solver, const Problem& problem) {
    solver->solve(problem, result);
    return result.certified_objective;
  };
  const auto exact = exact_solver(), unbalanced = unbalanced_solver(s);
  Losses losses{solve(exact, measures.contaminated()), solve(unbalanced, measures.contaminated()),
                solve(unbalanced, measures.clean()), solve(exact, measures.clean())};
  losses.bound = s.zeta * losses.clean_unbalanced.upper -
                 2 * s.tau * (1 - s.zeta) * std::expm1(-measures.mean_outlier_cost() / (2 * s.tau));
  return losses;
}

/// Slope of log loss between ten and a hundred times the distance.
auto exponent(Certified Losses::*loss) {
  return [loss](Contamination s, const Stream&) -> Certified {
    s.distance *= 10;
    const double near = (losses_at(s).*loss).midpoint();
    s.distance *= 10;
    return std::log((losses_at(s).*loss).midpoint() / near) / std::log(10.0);
  };
}

Claim exponent_claim(std::string id, std::string statement, Certified Losses::*loss, Certified Losses::*other,
                     double truth) {
  return identity<Contamination>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = "fatras:21b; derived here",
      .design = {{.distance = 10}, {.distance = 100}},
      .truth = [truth](const Contamination&) { return Certified(truth); },
      .replicate = exponent(loss),
      .tolerance = 0.02,
      .control = Control<Contamination>::wrong_procedure("the other loss", exponent(other)),
      .kind = ClaimKind::rate,
      .plot = "distance",
      .estimate_label = "exponent in the distance",
  });
}

/// The most an outlier adds to unbalanced transport is 2 tau (1 - zeta), and it adds that when it is far.
auto added(Certified Losses::*loss, Certified Losses::*clean) {
  return [loss, clean](const Contamination& s, const Stream&) {
    const Losses losses = losses_at(s);
    return (1 / (2 * s.tau * (1 - s.zeta))) * (losses.*loss - s.zeta * (losses.*clean));
  };
}

Claim saturates() {
  return identity<Contamination>({
      .id = "growth.saturates",
      .statement = "an outlier adds at most 2 tau (1 - zeta) to unbalanced transport, however far it is",
      .source = "fatras:21b; derived here",
      .design = {{.distance = 0.1}, {.distance = 1}, {.distance = 10}, {.distance = 1000}},
      .truth = [](const Contamination&) { return Certified(1); },
      .replicate = added(&Losses::unbalanced, &Losses::clean_unbalanced),
      .tolerance = 1e-9,
      .control = Control<Contamination>::wrong_procedure("the same of balanced transport",
                                                         added(&Losses::balanced, &Losses::clean_balanced))
                     .in({{.distance = 10}}),
      .side = MeanQuestion::Side::at_most,
      .kind = ClaimKind::bound,
      .plot = "distance",
      .estimate_label = "added loss over 2 tau (1 - zeta)",
  });
}

std::vector<Curve> loss_curves() {
  Curve balanced{.name = "balanced", .x_label = "distance of the outlier", .y_label = "loss"};
  Curve unbalanced = balanced, bound = balanced;
  unbalanced.name = "unbalanced", bound.name = "the bound";
  for (double distance = 0.1; distance < 101; distance *= std::pow(10.0, 0.125)) {
    const Losses losses = losses_at({.distance = distance});
    for (Curve* curve : {&balanced, &unbalanced, &bound}) curve->x.push_back(distance);
    balanced.y.push_back(losses.balanced.midpoint());
    unbalanced.y.push_back(losses.unbalanced.midpoint());
    bound.y.push_back(losses.bound);
  }
  return {balanced, unbalanced, bound};
}

}  // namespace

std::vector<Claim> growth_claims(const Design&) {
  Claim balanced = exponent_claim("growth.balanced", "OT grows like the squared distance of the outlier",
                                  &Losses::balanced, &Losses::unbalanced, 2);
  balanced.picture = loss_curves;
  return {std::move(balanced),
          exponent_claim("growth.unbalanced", "UOT does not grow with the distance of a far outlier",
                         &Losses::unbalanced, &Losses::balanced, 0),
          saturates()};
}

}  // namespace mongecarlo::outlier_robustness
