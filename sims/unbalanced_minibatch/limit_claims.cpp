#include <algorithm>
#include <cmath>

#include "unbalanced_minibatch/parts.hpp"
#include "unbalanced_minibatch/penalties.hpp"

namespace mongecarlo::unbalanced_minibatch {
namespace {

/// Two fixed measures of unit mass on the plane, the target `distance` to the right of the square; cost |x - y|^2.
struct Limit {
  double tau = 1, epsilon = 0.3, distance = 0;
  CellParameters parameters() const { return {{"tau", tau}, {"epsilon", epsilon}, {"distance", distance}}; }
  Penalties penalties() const { return Penalties::equal(epsilon, tau); }
};

Measures fixed_measures(const Limit& s) {
  Measures measures(5, 6, 1, 1);
  measures.refill(Stream(stream_key(0, "unbalanced_minibatch", "fixed measures"), 0));
  measures.y.col(0).array() += s.distance;
  GroundCost::squared_euclidean().fill(view(measures.x), view(measures.y), measures.cost);
  return measures;
}

Result solve(const SolverPtr& solver, const Problem& problem) {
  Result result;
  solver->solve(problem, result);
  return result;
}

Result balanced(double epsilon, const Problem& problem) {
  return epsilon > 0 ? solve(find_solver("entropic")->make({.epsilon = epsilon, .tolerance = 1e-12}), problem)
                     : solve(find_solver("exact")->make({}), problem);
}

// ---- tau -> infinity ----

/// sum w tau phi(f / tau), phi(x) = exp(-x) - 1 + x: what the penalty leaves of <w, f>.
double loss_of(const Vector& weights, const Vector& f, double tau) {
  double sum = 0;
  for (Index i = 0; i < f.size(); ++i) sum += weights[i] * tau * (std::expm1(-f[i] / tau) + f[i] / tau);
  return sum;
}

/// At balanced potentials of equal means the unbalanced dual is this much below the balanced value.
double penalty_gap(const Measures& measures, const Result& result, double tau, bool both_sides) {
  const double shift = (measures.b.dot(result.g) - measures.a.dot(result.f)) / 2;
  const Vector f = result.f.array() + shift, g = result.g.array() - shift;
  return loss_of(measures.a, f, tau) + (both_sides ? loss_of(measures.b, g, tau) : 0);
}

auto large_tau_slack(bool both_sides) {
  return [both_sides](const Limit& s) {
    return [s, both_sides, measures = Measures(5, 6, 1, 1), solver = make_solver(s.penalties()),
            unbalanced = Result()](const Stream& stream) mutable {
      measures.refill(stream);
      solver->solve(measures.problem(), unbalanced);
      const Result whole = balanced(s.epsilon, measures.problem());
      const Certified gap = whole.certified_objective - unbalanced.certified_objective;
      const double allowed = penalty_gap(measures, whole, s.tau, both_sides);
      return Certified(std::min(gap.lower, allowed - gap.upper) + 1e-7, std::min(gap.upper, allowed - gap.lower) + 1e-7,
                       gap.termination);
    };
  };
}

Claim large_tau_bound(const Design& design) {
  return holds_always<Limit>({
      .id = "limit.large_tau",
      .statement = "0 <= V_balanced - UOT <= tau <a, phi(f/tau)> + tau <b, phi(g/tau)>, phi(x) = exp(-x) - 1 + x, for "
                   "balanced potentials: UOT tends to the balanced value as 1/tau",
      .source = "fatras:21b; derived here",
      .design = {{.tau = 0.3}, {.tau = 3}, {.tau = 30}, {.tau = 0.3, .epsilon = 0}, {.tau = 30, .epsilon = 0}},
      .replicate = large_tau_slack(true),
      .replicates = design.count("draws"),
      .control = Control<Limit>::wrong_procedure("the penalty of the source alone", large_tau_slack(false))
                     .in({{.tau = 3}, {.tau = 30}}),
      .kind = ClaimKind::bound,
      .plot = "tau",
  });
}

double variance(const Vector& weights, const Vector& f) {
  const double mean = weights.dot(f);
  return weights.dot((f.array() - mean).square().matrix());
}

/// (V_balanced - UOT) over its first order in 1/tau, with the penalties changed as an author would.
auto first_order_ratio(double factor) {
  return [factor](const Limit& s, const Stream&) {
    const Measures measures = fixed_measures(s);
    const Result whole = balanced(s.epsilon, measures.problem());
    const Result loose = solve(make_solver(Penalties::equal(s.epsilon, factor * s.tau)), measures.problem());
    const double value = whole.certified_objective.midpoint();
    const double slope = (variance(measures.a, whole.f) + variance(measures.b, whole.g) + value * value / 2) / 2;
    return (s.tau / slope) * (whole.certified_objective - loose.certified_objective);
  };
}

Claim large_tau_rate() {
  std::vector<Limit> cells;
  for (double epsilon : {0.1, 0.5})
    for (double tau : {30.0, 100.0, 1000.0}) cells.push_back({.tau = tau, .epsilon = epsilon});
  return identity<Limit>({
      .id = "limit.large_tau_rate",
      .statement =
          "tau (V_eps - UOT) tends to (Var_a f + Var_b g + V_eps^2 / 2) / 2 as tau grows, f and g the entropic "
          "potentials",
      .source = "derived here",
      .design = std::move(cells),
      .truth = [](const Limit&) { return Certified(1); },
      .replicate = first_order_ratio(1),
      .tolerance = 0.03,
      .control = Control<Limit>::wrong_procedure("tau halved on both sides", first_order_ratio(0.5)),
      .kind = ClaimKind::rate,
      .plot = "tau",
      .estimate_label = "gap over its first order",
  });
}

// ---- tau -> 0 ----

Claim small_tau_unregularised() {
  const auto scaled = [](double epsilon) {
    return [epsilon](const Limit& s, const Stream&) {
      const Measures measures = fixed_measures(s);
      const Result result = solve(make_solver(Penalties::equal(epsilon, s.tau)), measures.problem());
      return (1 / (2 * s.tau)) * result.certified_objective;
    };
  };
  return identity<Limit>({
      .id = "limit.small_tau_unregularised",
      .statement =
          "epsilon = 0, no point in common: UOT / (2 tau) tends to 1 as tau falls to 0, so that UOT tends to 0",
      .source = "fatras:21b, as an outlook; derived here",
      .design = {{.tau = 0.03, .epsilon = 0, .distance = 2}, {.tau = 0.001, .epsilon = 0, .distance = 2}},
      .truth = [](const Limit&) { return Certified(1); },
      .replicate = scaled(0),
      .tolerance = 1e-6,
      .control = Control<Limit>::wrong_procedure("epsilon = 0.1, where UOT does not tend to 0", scaled(0.1)),
      .plot = "tau",
      .estimate_label = "value over 2 tau",
  });
}

/// a_i b_j exp(-C_ij / epsilon), the plan without marginal penalties.
Matrix free_plan(const Measures& measures, double epsilon) {
  return (measures.a * measures.b.transpose()).cwiseProduct((-measures.cost / epsilon).array().exp().matrix());
}

double free_value(const Limit& s) { return s.epsilon * (1 - free_plan(fixed_measures(s), s.epsilon).sum()); }

std::vector<Limit> small_taus() {
  std::vector<Limit> cells;
  for (double epsilon : {0.2, 1.0})
    for (double tau : {1e-3, 1e-4, 1e-5}) cells.push_back({.tau = tau, .epsilon = epsilon});
  return cells;
}

Claim small_tau_value() {
  return identity<Limit>({
      .id = "limit.small_tau_value",
      .statement = "epsilon > 0: UOT tends to epsilon (1 - sum a_i b_j exp(-C_ij/epsilon)) as tau falls to 0",
      .source = "fatras:21b, as an outlook; derived here",
      .design = small_taus(),
      .truth = [](const Limit& s) { return Certified(free_value(s)); },
      .replicate =
          [](const Limit& s, const Stream&) {
            return solve(make_solver(s.penalties()), fixed_measures(s).problem()).certified_objective;
          },
      .tolerance = 1e-3,
      .control = Control<Limit>::wrong_truth("0, as for epsilon = 0", [](const Limit&) { return Certified(0); }),
      .plot = "tau",
  });
}

/// (UOT - its limit) / tau, over the marginal divergences of the limiting plan.
auto small_tau_ratio(bool has_mass_terms) {
  return [has_mass_terms](const Limit& s, const Stream&) {
    const Measures measures = fixed_measures(s);
    const Matrix plan = free_plan(measures, s.epsilon);
    const Penalties marginals = Penalties::equal(0, 1);
    const double slope = objective_of(plan, Matrix::Zero(5, 6), measures.a, measures.b, marginals, has_mass_terms);
    const Certified value = solve(make_solver(s.penalties()), measures.problem()).certified_objective;
    return (1 / (s.tau * slope)) * (value - Certified(free_value(s)));
  };
}

Claim small_tau_rate() {
  return identity<Limit>({
      .id = "limit.small_tau_rate",
      .statement = "and (UOT - limit) / tau tends to KL(P 1 | a) + KL(P^T 1 | b) of the limiting plan",
      .source = "derived here",
      .design = small_taus(),
      .truth = [](const Limit&) { return Certified(1); },
      .replicate = small_tau_ratio(true),
      .tolerance = 0.03,
      .control = Control<Limit>::wrong_procedure("the mass terms -x + y dropped", small_tau_ratio(false)),
      .kind = ClaimKind::rate,
      .plot = "tau",
      .estimate_label = "departure over its first order",
  });
}

/// sum_ij |P_ij - limit_ij|.
auto distance_to_free_plan(bool is_weighted) {
  return [is_weighted](const Limit& s, const Stream&) {
    Measures measures = fixed_measures(s);
    const Matrix plan = plan_of(solve(make_solver(s.penalties()), measures.problem()), 5, 6);
    if (!is_weighted) {
      measures.a.setConstant(1.0 / 5);
      measures.b.setConstant(1.0 / 6);
    }
    return Certified((plan - free_plan(measures, s.epsilon)).cwiseAbs().sum());
  };
}

Claim small_tau_plan() {
  return identity<Limit>({
      .id = "limit.small_tau_plan",
      .statement = "and the plan tends to a_i b_j exp(-C_ij/epsilon), which is far from balanced (in L1, to 0.005)",
      .source = "fatras:21b, as an outlook; derived here",
      .design = small_taus(),
      .truth = [](const Limit&) { return Certified(0); },
      .replicate = distance_to_free_plan(true),
      .tolerance = 0.005,
      .control = Control<Limit>::wrong_procedure("exp(-C_ij/epsilon) / (n m), as if regularised against equal weights",
                                                 distance_to_free_plan(false)),
      .plot = "tau",
      .estimate_label = "distance of plans",
  });
}

}  // namespace

std::vector<Claim> limit_claims(const Design& design) {
  return {large_tau_bound(design), large_tau_rate(), small_tau_unregularised(),
          small_tau_value(),       small_tau_rate(), small_tau_plan()};
}

}  // namespace mongecarlo::unbalanced_minibatch
