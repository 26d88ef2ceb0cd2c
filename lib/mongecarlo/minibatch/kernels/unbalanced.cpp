#include "mongecarlo/minibatch/kernels/unbalanced.hpp"

#include <cmath>

#include "mongecarlo/minibatch/solver_kernel.hpp"

namespace mongecarlo::kernels {

/// UOT = min_{P >= 0} <C, P> + epsilon KL(P | a x b) + tau KL(P 1 | a) + tau KL(P^T 1 | b), mass terms included. On
/// unit masses the plan t a x b costs at most t max c + (epsilon + 2 tau) (t log t - t + 1); its best t = exp(-max c /
/// (epsilon + 2 tau)) gives the range, finite even for an unbounded cost.
const KernelFamily unbalanced{"unbalanced", "unbalanced objective with marginal penalty tau on both sides, epsilon >= 0",
                              [](const KernelOptions& options) -> KernelPtr {
                                const GroundCost cost = options.ground_cost;
                                const double strength = options.epsilon + 2 * options.tau;
                                return std::make_unique<SolverKernel>(SolverKernel::Recipe{
                                    .name = "unbalanced",
                                    .traits = {.is_balanced = false, .is_product_at_one = false},
                                    .family = find_solver("unbalanced"),
                                    .solver = {.epsilon = options.epsilon,
                                               .tau_source = options.tau,
                                               .tau_target = options.tau,
                                               .tolerance = options.tolerance},
                                    .ground_cost = cost,
                                    .read = [](const Result& result) { return result.certified_objective; },
                                    .range =
                                        [cost, strength](double distance) {
                                          return Certified{0, -strength * std::expm1(-cost.bound(distance) / strength)};
                                        }});
                              }};

}  // namespace mongecarlo::kernels
