#include "mongecarlo/minibatch/kernels/entropic_transport_cost.hpp"

#include <algorithm>

#include "mongecarlo/minibatch/plan_gradient.hpp"
#include "mongecarlo/minibatch/solver_kernel.hpp"
#include "mongecarlo/transport/entropic_derivatives.hpp"

namespace mongecarlo {
namespace {

// Differentiates through the plan.
class TransportCostOfPlan final : public SolverKernel {
 public:
  using SolverKernel::SolverKernel;
  KernelPtr clone() const override { return std::make_unique<TransportCostOfPlan>(recipe()); }
  Certified gradient(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                     KernelGradient& gradient) override;

 private:
  EntropicDerivatives derivatives_;
  ProblemGradient in_problem_;
  Matrix cost_;
};

Certified TransportCostOfPlan::gradient(const MatrixView& x, const MatrixView& y, const VectorView& a,
                                        const VectorView& b, KernelGradient& gradient) {
  check_gradient(a, b);
  Certified value = solve(x, y, a, b, Want::plan_and_potentials);
  const double epsilon = recipe().solver.epsilon;
  const GroundCost& ground = recipe().ground_cost;
  ground.fill(x, y, cost_);
  const Problem problem{.cost = view(cost_), .a = a, .b = b};
  derivatives_.differentiate(problem, epsilon, result().f, result().g);
  derivatives_.transport_cost_gradient(in_problem_);
  value.termination = std::max(value.termination, derivatives_.termination());
  clear_points(x, y, gradient);
  for (Index i = 0; i < x.rows(); ++i) add_row(ground, x, y, i, &in_problem_.cost(i, 0), gradient.x, gradient.y);
  gradient.a = in_problem_.a;
  gradient.b = in_problem_.b;
  // P depends on C / epsilon: d epsilon moves it as -C d epsilon / epsilon does.
  gradient.epsilon = (result().transport_cost - in_problem_.cost.cwiseProduct(cost_).sum()) / epsilon;
  gradient.tau.reset();
  return value;
}

}  // namespace

namespace kernels {

/// T_epsilon = <C, P_epsilon>, the transport part of the entropic plan ("sharp" Sinkhorn). It is no minimum of a convex
/// functional of the weights, so that neither monotonicity in m nor the envelope gradient holds for it; and its
/// certificate closes with the root of the duality gap only.
const KernelFamily entropic_transport_cost{
    "entropic_transport_cost", "transport part T = <C,P> of the entropic plan",
    [](const KernelOptions& options) -> KernelPtr {
      const GroundCost cost = options.ground_cost;
      return std::make_unique<TransportCostOfPlan>(
          SolverKernel::Recipe{.name = "entropic_transport_cost",
                               .traits = {.is_transport_value = false,
                                          .gradient = where_lipschitz(cost, GradientRule::implicit),
                                          .certificate_width = 1e-4},
                               .family = find_solver("entropic"),
                               .solver = {.epsilon = options.epsilon, .tolerance = options.tolerance},
                               .ground_cost = cost,
                               .read = [](const Result& result) { return result.certified_transport_cost.value(); },
                               .range =
                                   [cost](double distance) {
                                     return Certified{0, cost.bound(distance)};
                                   }});
    }};

}  // namespace kernels
}  // namespace mongecarlo
