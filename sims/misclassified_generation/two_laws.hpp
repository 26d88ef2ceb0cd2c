#pragma once
#include <span>
#include <vector>

#include "misclassified_generation/critic.hpp"
#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/measure/points.hpp"

namespace mongecarlo::misclassified_generation {

/// W_1 between weighted points, Euclidean distance, by the exact solver: an enclosure. Empty weights are equal ones.
Certified exact_w1(const Points& x, const Vector& a, const Points& y, const Vector& b);

/// Two laws on finitely many points of the plane, and what a function of these points is worth as a critic.
struct TwoLaws {
  Points x, y;
  Vector a, b;  ///< weights, of total 1 each

  /// Softly weighted points of a classified moon against points uniform on [-1.7, 1.7]^2, n each.
  static TwoLaws moon_and_square(Index n, const Stream& stream);

  Index size() const { return x.rows() + y.rows(); }
  Certified w1() const { return exact_w1(x, a, y, b); }
  /// Point k of x, then of y.
  std::span<const double> point(Index k) const;
  /// sum a f(x) - sum b f(y), f point by point.
  double gain(std::span<const double> f) const;
  /// max |f(p) - f(q)| / |p - q| over all pairs of points: exact. O(n^2).
  double steepness(std::span<const double> f) const;
  /// min over q of f(q) + |p - q|: the largest 1-Lipschitz function below f. O(n^2).
  std::vector<double> repaired(std::span<const double> f) const;
};

/// A critic that has seen all points `steps` times, with 64 points between the laws at each step for the penalty; its
/// rate falls to a tenth for the last 30 % of the steps. Its values at the points.
std::vector<double> train_critic(const TwoLaws& laws, const CriticSettings& settings, int steps, const Stream& stream);

}  // namespace mongecarlo::misclassified_generation
