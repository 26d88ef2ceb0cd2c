#pragma once
#include <cstdint>
#include <vector>

#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo::misclassified_generation {

/// P(class 1 | x) = logistic(slope . x + intercept).
struct LinearClassifier {
  double slope[2] = {0, 0};
  double intercept = 0;

  double probability(double x, double y) const;
  bool is_wrong_of_class_0(double x, double y) const { return slope[0] * x + slope[1] * y + intercept > 0; }
};

/// The least mean cross-entropy + ridge / 2 |slope|^2 over points of class 0 and of class 1, by damped Newton to the
/// last bits. O(n) an iteration. Throws std::domain_error where it does not converge.
LinearClassifier fit_logistic(const Points& class0, const Points& class1);

/// n points of each of two moons (models/two_moons.hpp), a linear classifier of both, and what it makes of class 0. No
/// line separates the moons: the tip of class 0 inside the other moon, some 12 % of it, is classified wrongly.
struct ClassifiedMoon {
  Points points;  ///< class 0, n x 2
  Points others;  ///< class 1
  LinearClassifier classifier;
  Vector wrongness;  ///< P(class 1 | x) of the points
  std::vector<char> is_wrong;

  ClassifiedMoon(Index n, const Stream& stream);
  Index size() const { return points.rows(); }
  Index wrong() const;
  /// Share of the misclassified points under weights of total 1.
  double wrong_share(const Vector& weights) const;
};

/// How points of class 0 are weighted by the classifier.
enum class Weighting : std::uint8_t {
  uniform,  ///< 1 / n: a plain Wasserstein GAN
  soft,     ///< proportional to exp(w min(P(class 1 | x), cap))
  hard,     ///< equal weights on the misclassified points
};
const char* to_string(Weighting weighting);

inline constexpr double kCap = 0.5;      ///< of soft weights: beyond the boundary no point counts more than another
inline constexpr double kStrength = 20;  ///< w, as published for moons

/// exp(w (min(p, cap) - cap)): soft weights before they are divided by their sum.
Vector soft_masses(const Vector& wrongness, double w, double cap = kCap);
/// Weights of total 1. Throws std::domain_error for hard weights where no point is misclassified.
Vector weights_of(const ClassifiedMoon& moon, Weighting weighting, double w = kStrength);

}  // namespace mongecarlo::misclassified_generation
