#include <memory>

#include "entropic_limit_laws/empirical_problem.hpp"
#include "entropic_limit_laws/parts.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"

namespace mongecarlo::entropic_limit_laws {
namespace {

/// Points 0, 1, 2 of the line, squared distances, skewed weights.
struct ThreePoints {
  Matrix cost{{0, 1, 4}, {1, 0, 1}, {4, 1, 0}};
  Vector a{{0.05, 0.05, 0.9}}, b{{0.3, 0.4, 0.3}};
  double epsilon = 0.7;
  EntropicLimit limit() const { return {cost, a, b, epsilon}; }
  EmpiricalProblem empirical(const Samples& s) const { return {cost, a, b, epsilon, s}; }
};
const ThreePoints kProblem{};
/// <W, P> reads the plan along a direction that no marginal fixes.
const Matrix kWeight{{0.3, 0.7, 0}, {0, 1, 0.2}, {0.5, 0, 0.4}};

double plan_sum(const Matrix& plan) { return plan.cwiseProduct(kWeight).sum(); }
Certified plan_sum_of(const Result& result) {
  const double sum = plan_sum(result.dense_plan);
  return {sum, sum, result.termination};
}

using Read = Certified (*)(const Result&);

/// rho (S(a_n, b_m) - S).
auto scaled(Read read, double centre, bool by_root_n = false) {
  return [=](const Samples& s) {
    const double rate = by_root_n ? std::sqrt(s.n) : s.rate();
    return [=, problem = std::make_shared<EmpiricalProblem>(kProblem.empirical(s))](const Stream& stream) -> Certified {
      return rate * (read(problem->solve(stream)) - Certified(centre));
    };
  };
}

LawOf<Samples> normal(const LimitVariance& variance, bool swapped = false) {
  return {[=](const Samples& s, double x) {
    const SampleSizes sizes = swapped ? SampleSizes::two_samples(s.m, s.n) : SampleSizes::two_samples(s.n, s.m);
    return normal_cdf(x, variance.of(sizes));
  }};
}

/// What is left of a variance that is not centred, in the gauge in which the first potentials are 0.
LimitVariance uncentred(const Influence& influence) {
  const auto second_moment = [](const Vector& weights, const Vector& values) {
    return weights.dot((values.array() - values[0]).square().matrix());
  };
  return {second_moment(kProblem.a, influence.source), second_moment(kProblem.b, influence.target)};
}

Claim law(const Design& design, std::string id, std::string statement, Read read, double centre,
          const LimitVariance& variance, Control<Samples> control) {
  return law_tends_to<Samples>({
      .id = std::move(id),
      .statement = std::move(statement),
      .source = "klatt:20; bigot:19",
      .design = {{800, 200}},
      .law = normal(variance),
      .replicate = scaled(read, centre),
      .tolerance = [tolerance = design.real("solved_tolerance")](const Samples&) { return tolerance; },
      .replicates = design.count("solved_replicates"),
      .control = std::move(control),
      .plot = "n",
  });
}

}  // namespace

std::vector<Claim> three_point_claims(const Design& design) {
  using enum EntropicStatistic;
  EntropicLimit limit = kProblem.limit();
  const LimitVariance plan_variance = limit.variance(limit.plan_sum_influence(view(kWeight)));
  return {
      law(design, "three_points.plan",
          "three points, n = 4 m: rho (<W, P(a_n, b_m)> - <W, P>) is normal in the limit for a matrix W", plan_sum_of,
          plan_sum(limit.plan()), plan_variance,
          Control<Samples>::wrong_law("weights swapped: n/(n+m) for the source", normal(plan_variance, true))),
      law(design, "three_points.transport_cost", "three points, n = 4 m: rho (T(a_n, b_m) - T) is normal in the limit",
          transport_cost_of, limit.value(transport_cost), limit.variance(transport_cost),
          Control<Samples>::wrong_procedure("scaled by sqrt(n) for sqrt(nm/(n+m))",
                                            scaled(transport_cost_of, limit.value(transport_cost), true))),
      law(design, "three_points.objective", "three points, n = 4 m: rho (V(a_n, b_m) - V) is normal in the limit",
          objective_of, limit.value(objective), limit.variance(objective),
          Control<Samples>::wrong_law("second moments of f and g, not centred, with f(x_1) = g(y_1) = 0",
                                      normal(uncentred(limit.influence(objective))))),
  };
}

}  // namespace mongecarlo::entropic_limit_laws
