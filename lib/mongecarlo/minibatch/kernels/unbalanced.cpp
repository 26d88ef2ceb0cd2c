#include "mongecarlo/minibatch/kernels/unbalanced.hpp"

#include <cmath>

#include "mongecarlo/minibatch/plan_gradient.hpp"
#include "mongecarlo/minibatch/solver_kernel.hpp"

namespace mongecarlo::kernels {
namespace {

// KL(P | a x b) of a plan P = a b exp((f + g - C) / epsilon).
double plan_divergence(const Result& result, double epsilon) {
  double sum = 0, mass = 0;
  const Matrix& plan = result.dense_plan;
  for (Index i = 0; i < plan.rows(); ++i)
    for (Index j = 0; j < plan.cols(); ++j) {
      sum += plan(i, j) * (result.f[i] + result.g[j]);
      mass += plan(i, j);
    }
  return (sum - result.transport_cost) / epsilon - mass + 1;
}

// The dual is -tau <a, exp(-f / tau) - 1> - ... - epsilon <a x b, exp((f + g - C) / epsilon) - 1>, and rows of the plan
// sum to a exp(-f / tau): its derivative in a is tau + epsilon - (tau + epsilon) exp(-f / tau). The penalties are what
// the objective has beside the cost and epsilon KL, and are proportional to tau.
void finish_gradient(const Result& result, double epsilon, double tau, KernelGradient& gradient) {
  gradient.a = -(tau + epsilon) * (-result.f.array() / tau).exp();
  gradient.b = -(tau + epsilon) * (-result.g.array() / tau).exp();
  const double divergence = epsilon > 0 ? plan_divergence(result, epsilon) : 0;
  if (epsilon > 0) gradient.epsilon = divergence;
  gradient.tau = (result.objective - result.transport_cost - epsilon * divergence) / tau;
}

}  // namespace

/// UOT = min_{P >= 0} <C, P> + epsilon KL(P | a x b) + tau KL(P 1 | a) + tau KL(P^T 1 | b), mass terms included. On
/// unit masses the plan t a x b costs at most t max c + (epsilon + 2 tau) (t log t - t + 1); its best t = exp(-max c /
/// (epsilon + 2 tau)) gives the range, finite even for an unbounded cost. Without entropy (epsilon = 0) several plans
/// may be optimal.
const KernelFamily unbalanced{
    "unbalanced", "unbalanced objective with marginal penalty tau on both sides, epsilon >= 0",
    [](const KernelOptions& options) -> KernelPtr {
      const GroundCost cost = options.ground_cost;
      const double epsilon = options.epsilon, tau = options.tau, strength = epsilon + 2 * tau;
      const GradientRule rule = epsilon > 0 ? GradientRule::envelope : GradientRule::clarke;
      return std::make_unique<SolverKernel>(SolverKernel::Recipe{
          .name = "unbalanced",
          .traits = {.is_balanced = false, .gradient = where_lipschitz(cost, rule), .is_product_at_one = false},
          .family = find_solver("unbalanced"),
          .solver = {.epsilon = epsilon, .tau_source = tau, .tau_target = tau, .tolerance = options.tolerance},
          .ground_cost = cost,
          .read = [](const Result& result) { return result.certified_objective; },
          .range =
              [cost, strength](double distance) {
                return Certified{0, -strength * std::expm1(-cost.bound(distance) / strength)};
              },
          .finish_gradient = [epsilon, tau](
                                 const Result& result, const Certified&,
                                 KernelGradient& gradient) { finish_gradient(result, epsilon, tau, gradient); }});
    }};

}  // namespace mongecarlo::kernels
