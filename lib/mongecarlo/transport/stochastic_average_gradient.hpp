#pragma once
#include "mongecarlo/transport/semidual.hpp"

namespace mongecarlo {

/// The stochastic average gradient method on the semi-dual of a discrete problem (Schmidt et al. 2017; Genevay et al.
/// 2016, Algorithm 1): the gradient of each source is remembered as it was when last looked at,
///
///     p_i <- p(x_i, v),    v <- v + 2 epsilon (b - sum_i a_i p_i),    i drawn with probability a_i.
///
/// The first gradients are taken at v = 0, in one pass over the costs. 2 epsilon is the inverse of the smoothness of
/// every summand. E[V - H(v_k)] = O(1 / k) at least, and linear once near the optimum, where H is strongly concave.
/// O(m) a step, n m numbers of memory.
class StochasticAverageGradient {
 public:
  /// a, b: of mass one; `costs`: n x m, both must outlive the iteration.
  void start(const VectorView& a, const VectorView& b, const MatrixView& costs, double epsilon);
  /// One step on source i.
  void step(Index i);

  long long steps() const { return k_; }
  const Vector& last() const { return v_; }

 private:
  Semidual semidual_;
  const double* costs_ = nullptr;
  Vector a_;
  long long k_ = 0;
  Matrix shares_;              // p_i, one a row
  Vector column_, v_, share_;  // column_: sum_i a_i p_i
};

}  // namespace mongecarlo
