#pragma once
#include <string>

#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/measure/points.hpp"

namespace mongecarlo::models {

/// Two classes of n/2 points each on both sides, in discs of radius one around (0, 0) and (8, 0); the target is shifted
/// up by one. So far apart that an optimal batch plan crosses only where the batches hold different numbers of a class.
/// The same points in every run. A target without its second class has all n points in the first disc.
struct TwoClasses {
  explicit TwoClasses(int n, bool target_has_both = true);
  static Stream stream();

  Points x, y;
};

/// Mass of a plan between source and target points of different classes, the first halves and the others.
double cross_mass(const Matrix& plan);
/// E |K_s - K_t| / m of the numbers of one class in two batches of m out of n: the mass between the classes under
/// balanced transport. K is hypergeometric(n, n/2, m).
double hypergeometric_cross_mass(int n, int m);

// What a figure of plans draws.
Curve points_curve(std::string name, const Points& points);
Curve links_curve(std::string name, const Matrix& plan);  ///< the entries of the plan that hold mass

}  // namespace mongecarlo::models
