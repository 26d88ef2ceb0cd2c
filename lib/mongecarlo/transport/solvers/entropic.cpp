#include "mongecarlo/transport/solvers/entropic.hpp"

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {

void check_entropic_options(const char* function, const SolverOptions& options) {
  check_positive(function, "epsilon", options.epsilon);
  check_between(function, "epsilon", options.epsilon, 1 / kLargestCost, kLargestCost);
  check_positive(function, "tolerance", options.tolerance);
  check_at_least(function, "max_iterations", options.max_iterations, 1);
}

EntropicSolver::EntropicSolver(const SolverOptions& options) : options_(options) {
  check_entropic_options("entropic", options);
}

void EntropicSolver::solve(const Problem& problem, Result& result) {
  problem.validate("entropic");
  problem.validate_balance("entropic");
  solve_unchecked(problem, result);
}

void EntropicSolver::solve_unchecked(const Problem& problem, Result& result) {
  prepared_.prepare(problem, "entropic");
  prepared_.balance();
  const EntropicSettings settings{
      .epsilon = options_.epsilon, .tolerance = options_.tolerance, .max_iterations = options_.max_iterations};
  const Termination termination = iteration_.solve(prepared_, settings, result.f, result.g);
  result.iterations = iteration_.iterations();
  value_.fill(prepared_, settings, result.f, result.g, termination, options_.want_plan, result);
  if (options_.want_potentials) return;
  result.f.resize(0);
  result.g.resize(0);
}

namespace solvers {

const SolverFamily entropic{
    .name = "entropic",
    .summary = "Entropic optimal transport (product-KL objective) by accelerated Sinkhorn iteration.",
    .uses_epsilon = true,
    .make = [](const SolverOptions& options) { return std::make_unique<EntropicSolver>(options); },
};

}  // namespace solvers
}  // namespace mongecarlo
