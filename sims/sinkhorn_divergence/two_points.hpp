#pragma once
#include "models/two_point_plan.hpp"
#include "sinkhorn_divergence/losses.hpp"

namespace mongecarlo::sinkhorn_divergence {

using models::TwoPointPlan;

namespace two_points {

inline double divergence(double r, double s, double epsilon) {
  const auto value = [epsilon](double p, double q) { return TwoPointPlan(p, q, epsilon).value(); };
  return value(r, s) - 0.5 * value(r, r) - 0.5 * value(s, s);
}
/// dS / dr.
inline double slope(double r, double s, double epsilon) {
  return TwoPointPlan(r, s, epsilon).slope() - TwoPointPlan(r, r, epsilon).slope();
}
inline Cloud cloud(double r) {
  Cloud cloud{Points(2, 1), Vector(2)};
  cloud.points << 0, 1;
  cloud.weights << r, 1 - r;
  return cloud;
}

}  // namespace two_points
}  // namespace mongecarlo::sinkhorn_divergence
