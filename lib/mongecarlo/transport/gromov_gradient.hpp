#pragma once
#include "mongecarlo/transport/problem.hpp"
#include "mongecarlo/transport/result.hpp"

namespace mongecarlo {

/// Gradient of the Gromov-Wasserstein objective in the points of both sides, the plan of `result` held fixed:
///
///     d f / d x_i = 4 sum_k (D_ik a_i a_k - (P D' P^T)_ik) grad_1 d(x_i, x_k),     d = problem.ground_cost,
///
/// and likewise for y. By the envelope theorem it is that of the optimal value where the plan is optimal, and an
/// element of the Clarke subdifferential where several are; of a plan that is only stationary it is the gradient of
/// what was found. O(n m (n + m)) and O((n^2 + m^2) d). Throws std::invalid_argument where the result has no plan, or
/// where a side has no points.
void gromov_gradient(const Problem& problem, const Result& result, Matrix& x_gradient, Matrix& y_gradient);

}  // namespace mongecarlo
