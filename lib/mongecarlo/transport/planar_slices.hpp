#pragma once
#include <vector>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/base/double_sorter.hpp"
#include "mongecarlo/transport/solvers/univariate.hpp"

namespace mongecarlo {

/// The mean over all directions of the plane of the transport cost between projections, exactly, for |t| and t^2:
///
///     (1/pi) int_0^pi OT_p(<theta, a>, <theta, b>) dphi,      theta = (cos phi, sin phi), p = 1 or 2.
///
/// Between two angles at which points of one side change places (and, for p = 1, at which a point of x and one of y
/// do) one plan is optimal, and its cost is a trigonometric polynomial, integrated in closed form. O(E (n + m)) with
/// E = n(n-1)/2 + m(m-1)/2 (+ nm for p = 1) such angles.
class PlanarSlices {
 public:
  /// Work of an integral: angles times points.
  static double work(const Problem& problem);
  static bool can_integrate(const Problem& problem);  ///< points of the plane, |x - y| or its square
  /// Nothing is checked.
  Certified integral(const Problem& problem);

 private:
  void collect_angles(const Problem& problem);
  double sector(const Problem& problem, double from, double to);

  DoubleSorter sorter_;
  std::vector<double> angles_;
  Vector x_line_, y_line_;
  UnivariateSolver line_{{.want_potentials = false}};
  Result line_result_;
};

}  // namespace mongecarlo
