#include "mongecarlo/transport/solvers/unbalanced.hpp"

#include <algorithm>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"

namespace mongecarlo {
namespace {

// A negative cost calls for masses up to exp(-C / (tau_source + tau_target)): their sums must stay finite.
void check_growth(double least_cost_over_tau) {
  check_between("unbalanced", "least cost / (tau_source + tau_target)", least_cost_over_tau, -600, 1e308);
}

}  // namespace

UnbalancedSolver::UnbalancedSolver(const SolverOptions& options)
    : options_(options), settings_(entropic_settings(options)) {
  SolverOptions regularised = options;
  if (options.epsilon == 0) regularised.epsilon = 1;  // 0 is fine here: the other options are checked
  check_entropic_options("unbalanced", regularised);
  check_positive("unbalanced", "tau_source", options.tau_source);
  check_positive("unbalanced", "tau_target", options.tau_target);
  settings_.tau_source = options.tau_source;
  settings_.tau_target = options.tau_target;
}

void UnbalancedSolver::solve(const Problem& problem, Result& result) {
  problem.validate("unbalanced");
  solve_unchecked(problem, result);
}

void UnbalancedSolver::solve_unchecked(const Problem& problem, Result& result) {
  spare_.lend(result);
  if (options_.epsilon > 0)
    solve_regularised(problem, result);
  else
    solve_unregularised(problem, result);
  spare_.take_back(result);
}

void UnbalancedSolver::solve_regularised(const Problem& problem, Result& result) {
  prepare_entropic(problem, options_, options_.want_plan, "unbalanced", prepared_, settings_);
  const Termination termination = iteration_.solve(prepared_, settings_, result.f, result.g);
  result.iterations = iteration_.iterations();
  value_.fill(prepared_, settings_, result.f, result.g, termination, options_.want_plan, result);
}

void UnbalancedSolver::solve_unregularised(const Problem& problem, Result& result) {
  prepared_.prepare(problem, "unbalanced");
  const double tau_source = options_.tau_source, tau_target = options_.tau_target;
  check_growth(prepared_.cost_view().minCoeff() / (tau_source + tau_target));
  const Termination termination =
      ascent_.solve(prepared_, tau_source, tau_target, options_.max_iterations, result.f, result.g);
  result.iterations = ascent_.steps();
  ascent_.fill_plan(result.plan);
  result.dense_plan.resize(0, 0);
  unregularised_value_.fill(prepared_, tau_source, tau_target, termination, result);
  double mass = 0;
  for (const PlanEntry& entry : result.plan) mass += entry.mass;
  mass = std::max({mass, prepared_.mass, prepared_.b.sum()});
  if (termination == Termination::converged && !(result.marginal_error <= options_.tolerance * mass))
    unregularised_value_.fill(prepared_, tau_source, tau_target, Termination::numerical_failure, result);
  if (!options_.want_plan) result.plan.clear();
}

namespace solvers {

const SolverFamily unbalanced{
    .name = "unbalanced",
    .summary = "Transport with Kullback-Leibler penalties on both marginals, regularised by entropy or not.",
    .uses_epsilon = true,
    .allows_zero_epsilon = true,
    .uses_tau = true,
    .needs_balance = false,
    .make = [](const SolverOptions& options) { return std::make_unique<UnbalancedSolver>(options); },
};

}  // namespace solvers
}  // namespace mongecarlo
