#include "mongecarlo/transport/solvers/semidual_average_gradient.hpp"

#include "mongecarlo/transport/stochastic_solver.hpp"

namespace mongecarlo::solvers {

const SolverFamily semidual_average_gradient{
    .name = "semidual_average_gradient",
    .summary = "Entropic optimal transport by the stochastic average gradient method on the semi-dual.",
    .uses_epsilon = true,
    .is_stochastic = true,
    .make =
        [](const SolverOptions& options) {
          return std::make_unique<StochasticSolver>("semidual_average_gradient",
                                                    StochasticSolver::Method::average_gradient, options);
        },
};

}  // namespace mongecarlo::solvers
