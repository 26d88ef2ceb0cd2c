#include "mongecarlo/minibatch/kernels/sinkhorn_divergence.hpp"

#include "mongecarlo/minibatch/solver_kernel.hpp"

namespace mongecarlo::kernels {

/// S_epsilon = V(a, b) - V(a, a) / 2 - V(b, b) / 2. Each V lies in [0, max c], so |S| <= max c; it is >= 0 where
/// exp(-c / epsilon) is positive definite (|x - y|^p, p <= 2), which the range uses.
const KernelFamily sinkhorn_divergence{
    "sinkhorn_divergence", "Sinkhorn divergence V(a,b) - V(a,a)/2 - V(b,b)/2",
    [](const KernelOptions& options) -> KernelPtr {
      const GroundCost cost = options.ground_cost;
      const bool is_nonnegative = cost.is_power() && cost.power() <= 2;
      return std::make_unique<SolverKernel>(SolverKernel::Recipe{
          .name = "sinkhorn_divergence",
          .traits = {.is_transport_value = false, .is_nonnegative = is_nonnegative, .has_plan = false},
          .family = find_solver("sinkhorn_divergence"),
          .solver = {.epsilon = options.epsilon, .tolerance = options.tolerance},
          .ground_cost = cost,
          .read = [](const Result& result) { return result.certified_objective; },
          .range =
              [cost, is_nonnegative](double distance) {
                const double most = cost.bound(distance);
                return Certified{is_nonnegative ? 0 : -most, most};
              }});
    }};

}  // namespace mongecarlo::kernels
