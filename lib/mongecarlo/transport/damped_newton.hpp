#pragma once
#include <Eigen/Cholesky>

#include "mongecarlo/transport/prepared_problem.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

/// Newton's step, damped as by Levenberg and Marquardt, for the dual value of an entropic problem as a function of g
/// alone, f being the (damped) softmin of g. With the plan P at (f, g), its row sums r and column sums c, and
/// W = P^T diag(1 / r) P, the step solves
///   (diag(c) - k W + diag(w) epsilon / tau + damping diag(c + w)) step = epsilon (w - c),   w = b exp(-g / tau),
/// k = 1 and w = b for enforced marginals. diag(c) - W is a graph Laplacian, and its diagonal is added up from W, so
/// that weakly linked blocks keep their digits. A column that has lost its mass, c << w, has no curvature of its own: w
/// damps it. O(m^2 (n + m)) at worst, less for sparse plans; one m x m matrix.
class DampedNewton {
 public:
  void reset(const PreparedProblem& problem, double epsilon, double source_factor, double tau_target);
  /// Derivatives at (f, g).
  void differentiate(const Vector& f, const Vector& g);
  /// x = g + step for the present damping. False if the matrix could not be factored.
  bool propose(const Vector& g, Vector& x);
  void undamp() { damping_ = 0; }
  void damp_less() { damping_ *= 0.1; }
  void damp_more() { damping_ = damping_ < 1e-12 ? 1e-9 : 10 * damping_; }

 private:
  void add_row(double mass);

  const VectorLoops& loops_ = vector_loops();
  const PreparedProblem* problem_ = nullptr;
  double epsilon_ = 1, source_factor_ = 1, tau_target_ = 1;
  double damping_ = 1e-3;
  Matrix curvature_;  // W, then the matrix of the system without damping
  Matrix system_;
  Vector line_, cost_line_, ones_, column_sum_, right_side_, scale_;
  Eigen::LLT<Matrix> factor_{Matrix(Matrix::Identity(1, 1))};  // one that was never computed may not be copied
};

}  // namespace mongecarlo
