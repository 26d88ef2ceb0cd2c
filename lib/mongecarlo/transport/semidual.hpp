#pragma once
#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

/// The summands of the semi-dual of entropic transport (Genevay et al. 2016). With targets of weights b (mass one),
/// potential v and the costs c_j = c(x, y_j) from one source x,
///
///     h(x, v) = <b, v> + v^c(x),    v^c(x) = -epsilon log sum_j b_j exp((v_j - c_j) / epsilon),
///     grad_v h(x, v) = b - p(x, v),  p_j = b_j exp((v^c(x) + v_j - c_j) / epsilon),
///
/// and V = max_v E_X h(X, v): the product-KL value, in which the constant + epsilon of the dual is spent (it makes the
/// last term of the dual vanish at v^c). Every v gives a lower bound. O(m) a source.
class Semidual {
 public:
  /// b: of mass one; epsilon > 0. A target without weight takes part in nothing.
  void prepare(const VectorView& b, double epsilon);

  /// Returns v^c(x), and writes p(x, v) to `share` (m).
  double conjugate(const double* costs, const Vector& v, double* share) const;
  /// h(x, v), with `share` as workspace.
  double value(const double* costs, const Vector& v, double* share) const {
    return b_.dot(v) + conjugate(costs, v, share);
  }

  Index targets() const { return b_.size(); }
  double epsilon() const { return epsilon_; }
  const Vector& weights() const { return b_; }
  /// A potential to start from: 0, with the targets that have no weight put away.
  void start(Vector& v) const;
  /// Lowers v so far at targets without weight that they are never the nearest.
  void put_away(Vector& v) const;

 private:
  Vector b_;
  double epsilon_ = 1;
  const VectorLoops& loops_ = vector_loops();
};

}  // namespace mongecarlo
