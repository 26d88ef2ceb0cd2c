#include "mongecarlo/transport/solvers/dual_ascent.hpp"

#include "mongecarlo/transport/stochastic_solver.hpp"

namespace mongecarlo::solvers {

const SolverFamily dual_ascent{
    .name = "dual_ascent",
    .summary = "Entropic optimal transport by averaged stochastic ascent on the dual, pairs drawn from both sides.",
    .uses_epsilon = true,
    .is_stochastic = true,
    .make =
        [](const SolverOptions& options) {
          return std::make_unique<StochasticSolver>("dual_ascent", StochasticSolver::Method::dual_ascent, options);
        },
};

}  // namespace mongecarlo::solvers
