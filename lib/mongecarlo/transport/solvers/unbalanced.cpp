#include "mongecarlo/transport/solvers/unbalanced.hpp"

#include <stdexcept>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"

namespace mongecarlo {

UnbalancedSolver::UnbalancedSolver(const SolverOptions& options) : options_(options), settings_(entropic_settings(options)) {
  if (options.epsilon == 0)
    throw std::domain_error(
        "unbalanced: epsilon is 0, but must be > 0: unbalanced transport without regularisation is not solved here");
  check_entropic_options("unbalanced", options);
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
  prepare_entropic(problem, options_, options_.want_plan, "unbalanced", prepared_, settings_);
  const Termination termination = iteration_.solve(prepared_, settings_, result.f, result.g);
  result.iterations = iteration_.iterations();
  value_.fill(prepared_, settings_, result.f, result.g, termination, options_.want_plan, result);
  if (options_.want_potentials) return;
  result.f.resize(0);
  result.g.resize(0);
}

namespace solvers {

const SolverFamily unbalanced{
    .name = "unbalanced",
    .summary = "Entropic transport with Kullback-Leibler penalties on both marginals instead of constraints.",
    .uses_epsilon = true,
    .uses_tau = true,
    .needs_balance = false,
    .make = [](const SolverOptions& options) { return std::make_unique<UnbalancedSolver>(options); },
};

}  // namespace solvers
}  // namespace mongecarlo
