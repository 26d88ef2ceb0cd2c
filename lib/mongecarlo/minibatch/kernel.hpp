#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/transport/result.hpp"

namespace mongecarlo {

/// What the gradient of a kernel rests on.
enum class GradientRule {
  none,      ///< none is offered: asking for it throws
  envelope,  ///< differentiable where the cost is; the optimal plan is the derivative in the cost
  clarke,    ///< the same from one optimal plan: where several are optimal, an element of the Clarke subdifferential
  implicit   ///< differentiable through the plan: the envelope would be wrong
};

/// Gradient of a kernel at a pair of batches. Weights move within probability vectors, so that their part matters up to
/// a constant; it is the centred one, <a, gradient.a> = 0: entry i is the derivative along (mass of point i) - a.
struct KernelGradient {
  Matrix x, y;                         ///< in the points, one a row
  Vector a, b;                         ///< in the weights
  std::optional<double> epsilon, tau;  ///< in the parameters, where the kernel has them
};

/// What is true of a kernel; simulations choose their claims by these.
struct KernelTraits {
  bool is_balanced = true;         ///< both marginals are enforced (unbalanced kernels: no admissibility of plans)
  bool is_transport_value = true;  ///< value = min over plans of a functional jointly convex in (a, b): B3 applies
  bool is_rooted = false;          ///< a p-th root is taken inside the batch: B3 fails
  bool is_nonnegative = true;
  bool has_plan = true;
  bool crosses_sides = true;      ///< reads costs between the two sides (Gromov-Wasserstein: within each side alone)
  GradientRule gradient = GradientRule::none;
  bool is_product_at_one = true;  ///< at m = 1 the value is c(x, y), so that E_h is the product integral
  double certificate_width =
      1e-7;  ///< what a certified value leaves open at the default tolerance, for costs of order one
};

/// A loss h on two batches of points: a solver seen as a function of (x batch, y batch) with weights on both. Holds its
/// workspace, so that one kernel serves one thread; `clone` makes another. Nothing is allocated once a size has been
/// seen.
class Kernel {
 public:
  virtual ~Kernel() = default;
  virtual std::string name() const = 0;
  virtual KernelTraits traits() const = 0;
  virtual std::unique_ptr<Kernel> clone() const = 0;

  /// h(u_m, u_m', C(x, y)) with uniform weights.
  virtual Certified value(const MatrixView& x, const MatrixView& y) = 0;
  /// out[k] = h(x[k], y[k]) with uniform weights. Kernels that gain by it solve several side by side; what comes out for a
  /// pair does not depend on the others. The default asks for one after another.
  virtual void values(std::span<const MatrixView> x, std::span<const MatrixView> y, std::span<Certified> out) {
    for (std::size_t k = 0; k < out.size(); ++k) out[k] = value(x[k], y[k]);
  }
  /// `value` with batch weights (each a probability vector).
  virtual Certified weighted_value(const MatrixView& x, const MatrixView& y, const VectorView& a,
                                   const VectorView& b) = 0;
  /// As weighted_value, and fills `plan` (rows of x by rows of y); empty a or b stand for equal weights. Throws
  /// std::logic_error where traits().has_plan is false.
  virtual Certified plan(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                         Matrix& plan) = 0;
  /// The same plan as a list of its entries that hold mass, in no particular order: kernels whose plans are sparse list
  /// them without writing down the zeros.
  virtual Certified plan_entries(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                                 std::vector<PlanEntry>& entries) = 0;

  /// As weighted_value, and fills `gradient`; empty a or b stand for equal weights. Throws std::logic_error where
  /// traits().gradient is none, std::domain_error for a weight of zero (only one-sided derivatives exist there) and
  /// where the kernel has no gradient (a rooted kernel at 0).
  virtual Certified gradient(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                             KernelGradient& gradient);

  /// [lower, upper] that holds every value on unit-mass batches of which no two points (of either side) are farther
  /// apart than `distance`: M of the deviation theorems is upper - lower.
  virtual Certified range(double distance) const = 0;
};

using KernelPtr = std::unique_ptr<Kernel>;

}  // namespace mongecarlo
