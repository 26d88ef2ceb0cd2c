#include "mongecarlo/minibatch/kernels/gromov_wasserstein.hpp"

#include <algorithm>

#include "mongecarlo/minibatch/solver_kernel.hpp"

namespace mongecarlo::kernels {

/// GW = min over plans of sum_ijkl |d(x_i, x_k) - d(y_j, y_l)|^2 P_ij P_kl, with the distance d whose p-th power is the
/// ground cost (p < 1: the cost itself). It compares each batch with itself, so that 0 <= GW <= d^2 at the largest
/// distance: the plan may cost E |d - d'|^2, which never exceeds that, and comes near it for a batch in one place
/// against many corners of a simplex. For batches of up to 8 points the optimum is certain; beyond, only its enclosure
/// (solvers/gromov_wasserstein.hpp).
const KernelFamily gromov_wasserstein{
    "gromov_wasserstein", "Gromov-Wasserstein min sum |d_ik - d'_jl|^2 P_ij P_kl of the distances within each batch",
    [](const KernelOptions& options) -> KernelPtr {
      const GroundCost distance = GroundCost::euclidean(std::min(options.ground_cost.power(), 1.0));
      return std::make_unique<SolverKernel>(SolverKernel::Recipe{
          .name = "gromov_wasserstein",
          .traits = {.is_transport_value = false, .crosses_sides = false, .is_product_at_one = false},
          .family = find_solver("gromov_wasserstein"),
          .solver = {},
          .ground_cost = distance,
          .read = [](const Result& result) { return result.certified_objective; },
          .range =
              [distance](double farthest) {
                const double bound = distance.bound(farthest);
                return Certified{0, bound * bound};
              }});
    }};

}  // namespace mongecarlo::kernels
