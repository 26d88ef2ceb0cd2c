#include "mongecarlo/transport/solvers/entropic.hpp"

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {

void check_entropic_options(const char* function, const SolverOptions& options) {
  check_positive(function, "epsilon", options.epsilon);
  check_between(function, "epsilon", options.epsilon, 1 / kLargestCost, kLargestCost);
  check_positive(function, "tolerance", options.tolerance);
  check_at_least(function, "max_iterations", options.max_iterations, 1);
}

EntropicSettings entropic_settings(const SolverOptions& options) {
  return {.epsilon = options.epsilon, .tolerance = options.tolerance, .max_iterations = options.max_iterations};
}

void prepare_entropic(const Problem& problem, const SolverOptions& options, bool wants_plan, const char* function,
                      PreparedProblem& prepared, EntropicSettings& settings) {
  using Kernel = ScalingPass::Kernel;
  prepared.prepare_weights(problem);
  const bool is_large = !problem.has_cost() && !wants_plan && prepared.m > kLargestStoredCost / prepared.n;
  const bool is_computed = options.cost_storage == CostStorage::computed ||
                           (options.cost_storage == CostStorage::automatic && is_large);
  if (is_computed && !problem.has_cost())
    prepared.prepare_points(problem, function);
  else
    prepared.prepare_cost(problem, function);
  settings.kernel = is_computed                                ? Kernel::rebuilt
                    : options.precision == Precision::single ? Kernel::stored_single
                                                               : Kernel::stored;
}

EntropicSolver::EntropicSolver(const SolverOptions& options)
    : options_(options), settings_(entropic_settings(options)) {
  check_entropic_options("entropic", options);
}

void EntropicSolver::solve(const Problem& problem, Result& result) {
  problem.validate("entropic");
  problem.validate_balance("entropic");
  solve_unchecked(problem, result);
}

void EntropicSolver::solve_unchecked(const Problem& problem, Result& result) {
  prepare_entropic(problem, options_, options_.want_plan, "entropic", prepared_, settings_);
  prepared_.balance();
  spare_.lend(result);
  const Termination termination = iteration_.solve(prepared_, settings_, result.f, result.g);
  result.iterations = iteration_.iterations();
  value_.fill(prepared_, settings_, result.f, result.g, termination, options_.want_plan, result);
  spare_.take_back(result);
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
