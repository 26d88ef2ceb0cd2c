#include "mongecarlo/transport/solvers/sinkhorn_divergence.hpp"

#include <algorithm>
#include <stdexcept>

#include "mongecarlo/transport/solvers/entropic.hpp"

namespace mongecarlo {
namespace {

double debiased(double cross, double source, double target) { return cross - 0.5 * source - 0.5 * target; }

Certified debiased(const Certified& cross, const Certified& source, const Certified& target) {
  return cross - 0.5 * source - 0.5 * target;
}

}  // namespace

SinkhornDivergenceSolver::SinkhornDivergenceSolver(const SolverOptions& options)
    : options_(options),
      settings_(entropic_settings(options)) {
  check_entropic_options("sinkhorn_divergence", options);
}

void SinkhornDivergenceSolver::solve(const Problem& problem, Result& result) {
  if (!problem.has_points())
    throw std::invalid_argument("sinkhorn_divergence: x and y are missing; a cost matrix alone is not enough");
  problem.validate("sinkhorn_divergence");
  problem.validate_balance("sinkhorn_divergence");
  solve_unchecked(problem, result);
}

void SinkhornDivergenceSolver::solve_cross(const Problem& problem) {
  auto& [prepared, iteration, value, result] = cross_;
  const Problem without_cost{
      .a = problem.a, .b = problem.b, .x = problem.x, .y = problem.y, .ground_cost = problem.ground_cost};
  prepare_entropic(without_cost, options_, options_.want_plan, "sinkhorn_divergence", prepared, settings_);
  prepared.balance();
  const Termination termination = iteration.solve(prepared, settings_, result.f, result.g);
  value.fill(prepared, settings_, result.f, result.g, termination, options_.want_plan, result);
}

void SinkhornDivergenceSolver::solve_self(const VectorView& weights, const MatrixView& points, const Problem& problem,
                                          Part& part) {
  auto& [prepared, iteration, value, result] = part;
  const Problem self{.a = weights, .b = weights, .x = points, .y = points, .ground_cost = problem.ground_cost};
  prepare_entropic(self, options_, false, "sinkhorn_divergence", prepared, settings_);
  const Termination termination = iteration.solve_symmetric(prepared, settings_, result.f);
  value.fill(prepared, settings_, result.f, result.f, termination, false, result);
}

void SinkhornDivergenceSolver::solve_unchecked(const Problem& problem, Result& result) {
  solve_cross(problem);
  solve_self(problem.a, problem.x, problem, source_);
  solve_self(view(cross_.problem.b), problem.y, problem, target_);
  const Result &c = cross_.result, &s = source_.result, &t = target_.result;
  result.transport_cost = debiased(c.transport_cost, s.transport_cost, t.transport_cost);
  result.objective = debiased(c.objective, s.objective, t.objective);
  result.dual_objective = debiased(c.dual_objective, s.dual_objective, t.dual_objective);
  result.duality_gap = result.objective - result.dual_objective;
  result.clear_optional();
  result.marginal_error = c.marginal_error + s.marginal_error + t.marginal_error;
  result.termination = std::max({c.termination, s.termination, t.termination});
  result.iterations = cross_.iteration.iterations() + source_.iteration.iterations() + target_.iteration.iterations();
  result.certified_objective = debiased(c.certified_objective, s.certified_objective, t.certified_objective);
  result.certified_transport_cost =
      debiased(*c.certified_transport_cost, *s.certified_transport_cost, *t.certified_transport_cost);
  result.plan.clear();
  result.dense_plan = c.dense_plan;
  result.f.resize(options_.want_potentials ? c.f.size() : 0);
  result.g.resize(options_.want_potentials ? c.g.size() : 0);
  if (!options_.want_potentials) return;
  result.f = c.f - s.f;
  result.g = c.g - t.f;
}

namespace solvers {

const SolverFamily sinkhorn_divergence{
    .name = "sinkhorn_divergence",
    .summary = "Sinkhorn divergence: entropic transport minus half of both self-terms.",
    .uses_epsilon = true,
    .needs_points = true,
    .make = [](const SolverOptions& options) { return std::make_unique<SinkhornDivergenceSolver>(options); },
};

}  // namespace solvers
}  // namespace mongecarlo
