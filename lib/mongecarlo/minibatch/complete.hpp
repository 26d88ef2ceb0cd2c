#pragma once
#include "mongecarlo/minibatch/batches.hpp"
#include "mongecarlo/minibatch/kernel.hpp"

namespace mongecarlo {

/// Largest number of kernel evaluations that an enumeration may ask for before it is refused.
inline constexpr double kEnumerationLimit = 1e8;

/// Complete minibatch estimator (Fatras et al. 2020, Definition 2), over all pairs of batches I of X and J of Y:
///
///     hbar^m(X, Y) = 1 / (N_x N_y) sum_{I, J} h(u_m, u_m, C_{I,J}),     N = C(n, m)  (n^m with replacement).
///
/// Cost: N_x N_y kernel evaluations; more than kEnumerationLimit is refused (std::domain_error naming m).
Certified complete_minibatch(Kernel& kernel, const MatrixView& x, const MatrixView& y, Index m,
                             SubsetLaw law = SubsetLaw::without_replacement);

/// Averaged plan  Pibar^m = 1 / (N_x N_y) sum_{I, J} Pi_{I,J}, each batch plan embedded in n_x x n_y by zeros. Its
/// marginals are uniform for balanced kernels. Fills `plan`; returns the estimate as complete_minibatch does.
Certified complete_minibatch_plan(Kernel& kernel, const MatrixView& x, const MatrixView& y, Index m, Matrix& plan,
                                  SubsetLaw law = SubsetLaw::without_replacement);

/// Gradient of complete_minibatch in all points of X and Y: fills gradient.x (n_x x d) and gradient.y, leaves the other
/// parts empty; returns the estimate. Where gradient and expectation may be exchanged (compact supports, locally
/// Lipschitz cost; Fatras et al. 2021) it is unbiased for the gradient of E_h. Refusals as Kernel::gradient.
Certified complete_minibatch_gradient(Kernel& kernel, const MatrixView& x, const MatrixView& y, Index m,
                                      KernelGradient& gradient, SubsetLaw law = SubsetLaw::without_replacement);

/// Zeroes the parts in the points for clouds of these shapes, and empties the others.
void clear_gradient(const MatrixView& x, const MatrixView& y, KernelGradient& gradient);
/// Adds scale * batch_gradient to the points `source` of x and `target` of y.
void add_batch_gradient(const KernelGradient& batch_gradient, Batch source, Batch target, double scale,
                        KernelGradient& gradient);

/// Adds scale * batch_plan to the rows `source` and columns `target` of `plan`.
void add_batch_plan(const Matrix& batch_plan, Batch source, Batch target, double scale, Matrix& plan);

}  // namespace mongecarlo
