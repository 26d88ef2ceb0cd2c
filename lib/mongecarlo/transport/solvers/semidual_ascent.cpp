#include "mongecarlo/transport/solvers/semidual_ascent.hpp"

#include "mongecarlo/transport/stochastic_solver.hpp"

namespace mongecarlo::solvers {

const SolverFamily semidual_ascent{
    .name = "semidual_ascent",
    .summary = "Entropic optimal transport by averaged stochastic gradient ascent on the semi-dual.",
    .uses_epsilon = true,
    .is_stochastic = true,
    .make =
        [](const SolverOptions& options) {
          return std::make_unique<StochasticSolver>("semidual_ascent", StochasticSolver::Method::semidual_ascent,
                                                    options);
        },
};

}  // namespace mongecarlo::solvers
