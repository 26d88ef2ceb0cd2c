#include "mongecarlo/minibatch/kernels/sinkhorn_divergence.hpp"

#include <cmath>

#include "mongecarlo/minibatch/plan_gradient.hpp"
#include "mongecarlo/minibatch/solver_kernel.hpp"
#include "mongecarlo/transport/solvers/sinkhorn_divergence.hpp"

namespace mongecarlo {
namespace {

// Every V is differentiable with its plan as derivative in its cost. In a self-term V(a, a) / 2 a point stands on both
// sides, which makes up for the half.
class Debiased final : public SolverKernel {
 public:
  explicit Debiased(Recipe recipe) : SolverKernel(std::move(recipe)), solver_(SolverKernel::recipe().solver) {}
  KernelPtr clone() const override { return std::make_unique<Debiased>(recipe()); }
  Certified gradient(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                     KernelGradient& gradient) override;

 private:
  void subtract_self(const MatrixView& points, const VectorView& weights, const Vector& potential, Matrix& gradient);

  SinkhornDivergenceSolver solver_;
  Result debiased_;
  Matrix cost_, unused_;
  Vector line_;
};

Certified Debiased::gradient(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                             KernelGradient& gradient) {
  check_gradient(a, b);
  const GroundCost& ground = recipe().ground_cost;
  solver_.solve({.a = a, .b = b, .x = x, .y = y, .ground_cost = ground}, debiased_);
  clear_points(x, y, gradient);
  add_plan(ground, x, y, debiased_, gradient);
  subtract_self(x, a, solver_.source_potential(), gradient.x);
  subtract_self(y, b, solver_.target_potential(), gradient.y);
  gradient.a = debiased_.f;
  gradient.b = debiased_.g;
  centre(a, gradient.a);
  centre(b, gradient.b);
  gradient.epsilon = (debiased_.objective - debiased_.transport_cost) / recipe().solver.epsilon;
  gradient.tau.reset();
  return recipe().read(debiased_);
}

void Debiased::subtract_self(const MatrixView& points, const VectorView& weights, const Vector& potential,
                             Matrix& gradient) {
  const Index n = points.rows();
  const double epsilon = recipe().solver.epsilon, uniform = 1 / static_cast<double>(n);
  recipe().ground_cost.fill(points, points, cost_);
  line_.resize(n);
  unused_.resize(n, points.cols());
  for (Index i = 0; i < n; ++i) {
    const double own = weights.size() > 0 ? weights[i] : uniform;
    for (Index j = 0; j < n; ++j)
      line_[j] = -own * (weights.size() > 0 ? weights[j] : uniform) *
                 std::exp((potential[i] + potential[j] - cost_(i, j)) / epsilon);
    add_row(recipe().ground_cost, points, points, i, line_.data(), gradient, unused_);
  }
}

}  // namespace

namespace kernels {

/// S_epsilon = V(a, b) - V(a, a) / 2 - V(b, b) / 2. Each V lies in [0, max c], so |S| <= max c; it is >= 0 where
/// exp(-c / epsilon) is positive definite (|x - y|^p, p <= 2), which the range uses.
const KernelFamily sinkhorn_divergence{
    "sinkhorn_divergence", "Sinkhorn divergence V(a,b) - V(a,a)/2 - V(b,b)/2",
    [](const KernelOptions& options) -> KernelPtr {
      const GroundCost cost = options.ground_cost;
      const bool is_nonnegative = cost.is_power() && cost.power() <= 2;
      // Self-terms need c(x, y) = c(y, x); their diagonal c(x, x) = 0 has no slope whatever x is.
      const bool is_symmetric = !cost.is_on_line() || cost.is_circular();
      const GradientRule rule = is_symmetric ? where_lipschitz(cost, GradientRule::envelope) : GradientRule::none;
      return std::make_unique<Debiased>(SolverKernel::Recipe{
          .name = "sinkhorn_divergence",
          .traits =
              {.is_transport_value = false, .is_nonnegative = is_nonnegative, .has_plan = false, .gradient = rule},
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

}  // namespace kernels
}  // namespace mongecarlo
