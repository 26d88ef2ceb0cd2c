#pragma once
#include "mongecarlo/cost/ground_cost.hpp"
#include "mongecarlo/minibatch/kernel.hpp"
#include "mongecarlo/transport/result.hpp"

namespace mongecarlo {

// The chain rule from a derivative W in the cost to the points: x_i moves C_ij by the gradient of c in x, and y_j by
// its negative, since c is a function of x - y.

/// Zeroes gradient.x and gradient.y for batches of these shapes.
void clear_points(const MatrixView& x, const MatrixView& y, KernelGradient& gradient);
/// Adds scale W: one entry W_ij.
void add_entry(const GroundCost& cost, const MatrixView& x, const MatrixView& y, Index i, Index j, double weight,
               Matrix& x_gradient, Matrix& y_gradient);
/// A row W_i. of m numbers. O(m d).
void add_row(const GroundCost& cost, const MatrixView& x, const MatrixView& y, Index i, const double* weights,
             Matrix& x_gradient, Matrix& y_gradient);
/// The plan of a result, sparse or dense.
void add_plan(const GroundCost& cost, const MatrixView& x, const MatrixView& y, const Result& result,
              KernelGradient& gradient);

/// `rule`, or none for |x - y|^p with p < 1: its slope is infinite at x = y, so that there is not even a Clarke
/// subdifferential.
GradientRule where_lipschitz(const GroundCost& cost, GradientRule rule);

/// Subtracts <weights, gradient>; empty weights are equal.
void centre(const VectorView& weights, Vector& gradient);
/// Throws std::domain_error naming the first weight that is not > 0.
void check_all_positive(const char* function, const char* name, const VectorView& weights);

}  // namespace mongecarlo
