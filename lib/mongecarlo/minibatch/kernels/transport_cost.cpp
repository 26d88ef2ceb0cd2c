#include "mongecarlo/minibatch/kernels/transport_cost.hpp"

#include "mongecarlo/minibatch/plan_gradient.hpp"
#include "mongecarlo/minibatch/solver_kernel.hpp"

namespace mongecarlo::kernels {

/// OT_c(a, b) = min <C, P>, un-rooted: W_p^p for c = |x - y|^p. Sorting on the line, the exact solver elsewhere.
const KernelFamily transport_cost{
    "transport_cost", "optimal transport cost min <C,P>, un-rooted", [](const KernelOptions& options) -> KernelPtr {
      const GroundCost cost = options.ground_cost;
      return std::make_unique<SolverKernel>(
          SolverKernel::Recipe{.name = "transport_cost",
                               .traits = {.gradient = where_lipschitz(cost, GradientRule::clarke)},
                               .family = find_solver("exact"),
                               .sorts_on_the_line = true,
                               .solver = {},
                               .ground_cost = cost,
                               .read = [](const Result& result) { return result.certified_objective; },
                               .range =
                                   [cost](double distance) {
                                     return Certified{0, cost.bound(distance)};
                                   }});
    }};

}  // namespace mongecarlo::kernels
