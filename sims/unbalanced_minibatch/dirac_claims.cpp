#include <algorithm>
#include <cmath>

#include "unbalanced_minibatch/parts.hpp"
#include "unbalanced_minibatch/penalties.hpp"

namespace mongecarlo::unbalanced_minibatch {
namespace {

/// Mass a at one point, mass b at another, cost c between them.
struct Diracs {
  double a = 1, b = 1, c = 0.7;
  Penalties penalties;
  CellParameters parameters() const {
    CellParameters all{{"a", a}, {"b", b}, {"c", c}};
    for (auto& parameter : penalties.parameters()) all.push_back(std::move(parameter));
    return all;
  }
};

Result solve(const Diracs& s, const Penalties& penalties) {
  const Matrix cost = Matrix::Constant(1, 1, s.c);
  const Vector a = Vector::Constant(1, s.a), b = Vector::Constant(1, s.b);
  Result result;
  make_solver(penalties)->solve(problem_from_matrix(cost, a, b), result);
  return result;
}

auto value_with(Penalties (*change)(const Penalties&)) {
  return [change](const Diracs& s, const Stream&) { return solve(s, change(s.penalties)).certified_objective; };
}
Penalties as_given(const Penalties& p) { return p; }
Penalties halved(const Penalties& p) { return {p.epsilon, p.source / 2, p.target / 2}; }
Penalties exchanged(const Penalties& p) { return {p.epsilon, p.target, p.source}; }

constexpr double kTolerance = 1e-9;

Claim value() {
  std::vector<Diracs> cells;
  for (double epsilon : {0.0, 0.2})
    for (double tau : {0.05, 0.5, 5.0})
      for (double c : {0.1, 0.7, 3.0}) {
        cells.push_back({1, 1, c, Penalties::equal(epsilon, tau)});
        cells.push_back({0.4, 2.5, c, Penalties::equal(epsilon, tau)});
      }
  return identity<Diracs>({
      .id = "dirac.value",
      .statement = "UOT(a delta_x, b delta_y) = tau (a + b) + epsilon a b - (epsilon + 2 tau) t, t = "
                   "(a b)^((epsilon+tau)/(epsilon+2tau)) exp(-c/(epsilon+2tau)), epsilon >= 0",
      .source = "fatras:21b; derived here",
      .design = std::move(cells),
      .truth = [](const Diracs& s) { return Certified(s.penalties.dirac_value(s.a, s.b, s.c)); },
      .replicate = value_with(as_given),
      .tolerance = kTolerance,
      .control = Control<Diracs>::wrong_procedure("tau halved on both sides", value_with(halved)),
      .plot = "c",
  });
}

Claim unit_masses() {
  std::vector<Diracs> cells;
  for (double epsilon : {0.0, 0.2})
    for (double c : {0.01, 0.3, 1.0, 3.0, 10.0, 100.0}) cells.push_back({1, 1, c, Penalties::equal(epsilon, 0.5)});
  return identity<Diracs>({
      .id = "dirac.unit_masses",
      .statement = "UOT(delta_x, delta_y) = (epsilon + 2 tau)(1 - exp(-c/(epsilon + 2 tau)))",
      .source = "fatras:21b; derived here",
      .design = std::move(cells),
      .truth = [](const Diracs& s) { return Certified(s.penalties.unit_value(s.c)); },
      .replicate = value_with(as_given),
      .tolerance = kTolerance,
      .control = Control<Diracs>::wrong_truth("one tau for two: (epsilon + tau)(1 - exp(-c/(epsilon + tau)))",
                                              [](const Diracs& s) {
                                                const Penalties one{s.penalties.epsilon, s.penalties.source, 0};
                                                return Certified(one.unit_value(s.c));
                                              }),
      .plot = "c",
  });
}

/// What a program gives that is asked for the cost of the plan.
Claim transport_part_as_value() {
  return identity<Diracs>({
      .id = "dirac.transport_part_as_value",
      .statement = "<C, P> of the optimal plan is the value UOT(delta_x, delta_y), as it is for balanced transport",
      .source = "practice of published code for fatras:21b; derived here",
      .design = {{1, 1, 0.3, Penalties::equal(0, 0.5)}, {1, 1, 3, Penalties::equal(0, 0.5)}},
      .truth = [](const Diracs& s) { return Certified(s.penalties.unit_value(s.c)); },
      .replicate = [](const Diracs& s, const Stream&) -> Certified {
        return s.c * plan_of(solve(s, s.penalties), 1, 1)(0, 0);
      },
      .tolerance = kTolerance,
      .control = CorrectedBy{"dirac.unit_masses"},
      .plot = "c",
  });
}

Claim two_penalties() {
  return identity<Diracs>({
      .id = "dirac.two_penalties",
      .statement =
          "with a penalty of its own on each side: tau_1 a + tau_2 b + epsilon a b - (epsilon + tau_1 + tau_2) "
          "t, log t = (epsilon log(a b) + tau_1 log a + tau_2 log b - c)/(epsilon + tau_1 + tau_2)",
      .source = "derived here",
      .design = {{0.4, 2.5, 0.7, {0.2, 0.5, 3}}, {0.4, 2.5, 0.7, {0, 0.5, 3}}, {2, 0.3, 0.2, {1, 0.1, 0.8}}},
      .truth = [](const Diracs& s) { return Certified(s.penalties.dirac_value(s.a, s.b, s.c)); },
      .replicate = value_with(as_given),
      .tolerance = kTolerance,
      .control = Control<Diracs>::wrong_procedure("the penalties exchanged", value_with(exchanged)),
  });
}

/// Two clouds of a given mass at one cost from each other behave as Diracs do: the best plan is a multiple of a x b.
Certified value_at_constant_cost(const Diracs& s, const Stream& stream, bool against_ones) {
  Measures measures(3, 4, s.a, s.b);
  measures.refill(stream);
  measures.cost.setConstant(s.c);
  double constant = 0;
  if (against_ones) {  // epsilon KL(P | 1) = epsilon KL(P | a x b) + epsilon <log(a x b), P> + epsilon (n m - |a| |b|)
    for (Index i = 0; i < 3; ++i)
      for (Index j = 0; j < 4; ++j)
        measures.cost(i, j) += s.penalties.epsilon * std::log(measures.a[i] * measures.b[j]);
    constant = s.penalties.epsilon * (12 - s.a * s.b);
  }
  Result result;
  make_solver(s.penalties)->solve(measures.problem(), result);
  return result.certified_objective + Certified(constant);
}

Claim constant_cost() {
  const auto value = [](bool against_ones) {
    return [against_ones](const Diracs& s, const Stream& stream) {
      return value_at_constant_cost(s, stream, against_ones);
    };
  };
  const std::vector<Diracs> regularised{{1, 1, 0.7, Penalties::equal(0.2, 0.5)},
                                        {0.4, 2.5, 0.7, Penalties::equal(0.2, 0.5)},
                                        {1, 1, 0, Penalties::equal(0.2, 0.5)}};
  auto cells = regularised;
  cells.push_back({0.4, 2.5, 0.7, Penalties::equal(0, 0.5)});
  return identity<Diracs>({
      .id = "dirac.constant_cost",
      .statement = "clouds at one cost c from each other cost what Diracs of their masses do: nothing for c = 0 and "
                   "equal masses",
      .source = "derived here",
      .design = std::move(cells),
      .truth = [](const Diracs& s) { return Certified(s.penalties.dirac_value(s.a, s.b, s.c)); },
      .replicate = value(false),
      .tolerance = kTolerance,
      .control = Control<Diracs>::wrong_procedure("epsilon KL(P | 1) in place of epsilon KL(P | a x b)", value(true))
                     .in(regularised),
  });
}

// ---- the mass of the plan ----

struct Clouds {
  int n = 4, m = 5;
  double a = 1, b = 1;
  Penalties penalties;
  CellParameters parameters() const {
    CellParameters all{{"n", n}, {"m", m}, {"a", a}, {"b", b}};
    for (auto& parameter : penalties.parameters()) all.push_back(std::move(parameter));
    return all;
  }
};

std::vector<Clouds> clouds() {
  return {{.penalties = {0.3, 0.5, 0.5}},
          {.a = 0.6, .b = 1.7, .penalties = {0.3, 0.5, 0.5}},
          {.a = 0.6, .b = 1.7, .penalties = {0.1, 0.2, 1}},
          {.a = 0.6, .b = 1.7, .penalties = {0, 0.5, 0.5}}};
}

/// tolerance - |V - (tau_1 |a| + tau_2 |b| + epsilon |a| |b| - (epsilon + tau_1 + tau_2) |P|)|, V by its definition.
auto mass_identity_slack(bool has_mass_terms) {
  return [has_mass_terms](const Clouds& s) {
    return [s, has_mass_terms, measures = Measures(s.n, s.m, s.a, s.b), solver = make_solver(s.penalties),
            result = Result()](const Stream& stream) mutable {
      measures.refill(stream);
      solver->solve(measures.problem(), result);
      const Matrix plan = plan_of(result, s.n, s.m);
      const Penalties& p = s.penalties;
      const double value = objective_of(plan, measures.cost, measures.a, measures.b, p, has_mass_terms);
      const double by_mass = p.source * s.a + p.target * s.b + p.epsilon * s.a * s.b - p.strength() * plan.sum();
      return Certified(1e-8 - std::abs(value - by_mass), 1e-8 - std::abs(value - by_mass), result.termination);
    };
  };
}

Claim mass_identity(const Design& design) {
  return holds_always<Clouds>({
      .id = "mass.identity",
      .statement =
          "V = tau (|a| + |b|) + epsilon |a||b| - (epsilon + 2 tau)|P| at the optimum, V by its definition (to "
          "1e-8)",
      .source = "derived here",
      .design = clouds(),
      .replicate = mass_identity_slack(true),
      .replicates = design.count("draws"),
      .control = Control<Clouds>::wrong_procedure("the mass terms -x + y of the divergences dropped",
                                                  mass_identity_slack(false)),
      .kind = ClaimKind::identity,
      .estimate_label = "share of departures",
  });
}

/// min over entries of (a_i b_j)^(...) exp(-C_ij / strength) - P_ij, the strength as an author writes it.
auto entry_slack(bool both_penalties) {
  return [both_penalties](const Clouds& s) {
    return [s, both_penalties, measures = Measures(s.n, s.m, s.a, s.b), solver = make_solver(s.penalties),
            result = Result()](const Stream& stream) mutable {
      measures.refill(stream);
      solver->solve(measures.problem(), result);
      const Matrix plan = plan_of(result, s.n, s.m);
      Penalties p = s.penalties;
      if (!both_penalties) p.target = 0;
      double least = 1;
      for (Index i = 0; i < s.n; ++i)
        for (Index j = 0; j < s.m; ++j)
          least = std::min(least, p.dirac_mass(measures.a[i], measures.b[j], measures.cost(i, j)) - plan(i, j));
      return Certified(least + 1e-8, least + 1e-8, result.termination);
    };
  };
}

/// P_ij <= a_i exp(-f_i / tau_1), b_j exp(-g_j / tau_2) and a_i b_j exp((f_i + g_j - C_ij) / epsilon): their geometric
/// mean with weights proportional to the penalties is free of the potentials.
Claim entries_below_dirac(const Design& design) {
  std::vector<Clouds> cells = clouds();
  cells.push_back({.n = 1, .m = 1, .penalties = {0.3, 0.5, 0.5}});
  return holds_always<Clouds>({
      .id = "mass.entries_below_dirac",
      .statement = "an entry of the plan holds no more than two Diracs at that cost would exchange: P_ij <= (a_i "
                   "b_j)^((epsilon+tau)/(epsilon+2tau)) exp(-C_ij/(epsilon+2tau)), with equality for Diracs",
      .source = "derived here",
      .design = std::move(cells),
      .replicate = entry_slack(true),
      .replicates = design.count("draws"),
      .control = Control<Clouds>::wrong_procedure("one tau for two: exp(-C_ij/(epsilon + tau))", entry_slack(false))
                     .in({{.n = 1, .m = 1, .penalties = {0.3, 0.5, 0.5}}}),
      .kind = ClaimKind::bound,
  });
}

}  // namespace

std::vector<Claim> dirac_claims(const Design& design) {
  return {value(),         unit_masses(),         transport_part_as_value(),  two_penalties(),
          constant_cost(), mass_identity(design), entries_below_dirac(design)};
}

}  // namespace mongecarlo::unbalanced_minibatch
