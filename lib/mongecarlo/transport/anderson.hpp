#pragma once
#include <Eigen/Cholesky>
#include <vector>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// Anderson acceleration of a fixed point iteration x <- S(x) (Walker and Ni 2011, type II): the next point is the
/// combination of past images whose residual, by linear extrapolation, is least. O(depth n) a step.
class Anderson {
 public:
  static constexpr int kDepth = 20;  ///< at most; small problems, where a step is dear, remember half as much

  /// Forgets everything; `weights` >= 0 define the norm of the residual.
  void reset(const Vector& weights);
  /// Forgets the past points, keeps the norm.
  void restart() { used_ = 0, has_last_ = false; }
  /// Replaces x by the next point, given its image S(x).
  void step(Vector& x, const Vector& image);

 private:
  using Gram = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::ColMajor, kDepth, kDepth>;
  using Small = Eigen::Matrix<double, Eigen::Dynamic, 1, Eigen::ColMajor, kDepth, 1>;

  void remember(const Vector& image);
  Small mixing() const;

  Vector weights_;
  Vector residual_, last_residual_, last_image_;
  Eigen::MatrixXd residual_steps_, image_steps_;  // one column per remembered step
  Eigen::Matrix<double, kDepth, kDepth> gram_;
  int depth_ = kDepth;
  int used_ = 0;
  int slot_ = 0;
  bool has_last_ = false;
};

}  // namespace mongecarlo
