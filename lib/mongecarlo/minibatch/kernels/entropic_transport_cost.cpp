#include "mongecarlo/minibatch/kernels/entropic_transport_cost.hpp"

#include "mongecarlo/minibatch/solver_kernel.hpp"

namespace mongecarlo::kernels {

/// T_epsilon = <C, P_epsilon>, the transport part of the entropic plan ("sharp" Sinkhorn). It is no minimum of a convex
/// functional of the weights, so that neither monotonicity in m nor the envelope gradient holds for it; and its
/// certificate closes with the root of the duality gap only.
const KernelFamily entropic_transport_cost{
    "entropic_transport_cost", "transport part T = <C,P> of the entropic plan",
    [](const KernelOptions& options) -> KernelPtr {
      const GroundCost cost = options.ground_cost;
      return std::make_unique<SolverKernel>(
          SolverKernel::Recipe{.name = "entropic_transport_cost",
                               .traits = {.is_transport_value = false, .certificate_width = 1e-4},
                               .family = find_solver("entropic"),
                               .solver = {.epsilon = options.epsilon, .tolerance = options.tolerance},
                               .ground_cost = cost,
                               .read = [](const Result& result) { return result.certified_transport_cost.value(); },
                               .range =
                                   [cost](double distance) {
                                     return Certified{0, cost.bound(distance)};
                                   }});
    }};

}  // namespace mongecarlo::kernels
