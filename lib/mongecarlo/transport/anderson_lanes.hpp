#pragma once
#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

/// Anderson acceleration (anderson.hpp) of eight iterations side by side, each of which may restart or stand still on its
/// own. A step is remembered at a place that depends on the number of calls alone, so that no lane sees its neighbours.
class AndersonLanes {
 public:
  static constexpr Index kDepth = 10;
  static constexpr Index kLanes = LaneLoops::kLanes;

  /// For m blocks of eight; `weights` >= 0 (m blocks, kept by the caller) define the norm of the residual.
  void reset(Index m, const double* weights);
  /// In lanes that advance: safe = image, and x becomes the next point. In lanes that return: x = safe, and the past is
  /// forgotten. The others stay.
  void step(Vector& x, Vector& safe, const Vector& image, const double* advances, const double* returns);

 private:
  void forget(Index lane);
  void remember(const Vector& x, const Vector& image, const double* advances);
  void mix();

  const LaneLoops& loops_ = *vector_loops().lanes;
  const double* weights_ = nullptr;
  Index m_ = 0;
  Index calls_ = 0;
  double has_last_[kLanes];
  Vector residual_, last_residual_, last_image_;
  Vector residual_steps_, image_steps_;  // kDepth columns of m blocks
  Vector gram_, matrix_;                 // kDepth x kDepth blocks
  Vector scale_, mixing_, dots_;         // kDepth blocks
};

}  // namespace mongecarlo
