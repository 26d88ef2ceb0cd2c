#include "mongecarlo/minibatch/kernels/entropic.hpp"

#include "mongecarlo/minibatch/plan_gradient.hpp"
#include "mongecarlo/minibatch/solver_kernel.hpp"

namespace mongecarlo::kernels {

/// V_epsilon = min <C, P> + epsilon KL(P | a x b). Between 0 and max c: the product plan has KL 0.
const KernelFamily entropic{
    "entropic", "full entropic objective V = <C,P> + epsilon KL(P|ab)", [](const KernelOptions& options) -> KernelPtr {
      const GroundCost cost = options.ground_cost;
      const double epsilon = options.epsilon;
      return std::make_unique<SolverKernel>(
          SolverKernel::Recipe{.name = "entropic",
                               .traits = {.gradient = where_lipschitz(cost, GradientRule::envelope)},
                               .family = find_solver("entropic"),
                               .solver = {.epsilon = options.epsilon, .tolerance = options.tolerance},
                               .ground_cost = cost,
                               .read = [](const Result& result) { return result.certified_objective; },
                               .range =
                                   [cost](double distance) {
                                     return Certified{0, cost.bound(distance)};
                                   },
                               // V = T + epsilon KL, and the envelope leaves KL
                               .finish_gradient =
                                   [epsilon](const Result& result, const Certified&, KernelGradient& gradient) {
                                     gradient.epsilon = (result.objective - result.transport_cost) / epsilon;
                                   }});
    }};

}  // namespace mongecarlo::kernels
