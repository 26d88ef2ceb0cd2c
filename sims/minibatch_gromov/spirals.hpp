#pragma once
#include <cmath>
#include <numbers>

#include "mongecarlo/experiment/claim.hpp"
#include "mongecarlo/measure/points.hpp"

namespace mongecarlo::minibatch_gromov {

/// Points of a spiral of one and a half turns in the plane, radius from 0.2 to 1: source and target take other places
/// on it, and the target is turned by `angle` and moved.
struct Spirals {
  double angle = 0;
  int n = 8, m = 4, k = 4;

  CellParameters parameters() const { return {{"angle", angle}, {"n", n}, {"m", m}, {"k", k}}; }

  Points source() const { return arc(0.0); }
  Points target() const {
    Points points = arc(0.35), turned(points.rows(), 2);
    for (Index i = 0; i < points.rows(); ++i)
      turned.row(i) << std::cos(angle) * points(i, 0) - std::sin(angle) * points(i, 1) + 0.5,
          std::sin(angle) * points(i, 0) + std::cos(angle) * points(i, 1) - 0.25;
    return turned;
  }
  /// No two points of both spirals are farther apart.
  static double distance() { return 2 + std::hypot(0.5, 0.25); }

 private:
  Points arc(double offset) const {
    Points points(n, 2);
    for (Index i = 0; i < n; ++i) {
      // Unequal steps, so that no two distances agree.
      const double t = std::pow((static_cast<double>(i) + 0.5 + offset) / n, 1.2);
      const double radius = 0.2 + 0.8 * t, turn = 3 * std::numbers::pi * t;
      points.row(i) << radius * std::cos(turn), radius * std::sin(turn);
    }
    return points;
  }
};

}  // namespace mongecarlo::minibatch_gromov
