#pragma once
#include <span>
#include <vector>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/transport/problem.hpp"
#include "mongecarlo/transport/result.hpp"
#include "mongecarlo/transport/solvers/univariate.hpp"

namespace mongecarlo {

/// The mean over given directions of the transport cost between the projections on them,
///
///     (1/L) sum_l OT_c(<theta_l, a>, <theta_l, b>),     c a convex function of the distance; |t|^p gives SW_p^p.
///
/// O(L (n + m) d) for the projections and sorting as on the line. Clouds are centred first, so that being far from the
/// origin costs no digits. Allocates nothing once the sizes have been seen.
class SlicedTransport {
 public:
  /// `count` independent directions, uniform on the sphere; +1 and -1 on the line. Throws std::domain_error for a
  /// dimension or a count below 1.
  void draw_directions(Index dimension, Index count, Stream stream);
  /// Unit vectors, one a row.
  void set_directions(const Matrix& directions) { directions_ = directions; }
  const Matrix& directions() const { return directions_; }

  /// The enclosure of the mean. `problem` must have points of as many coordinates as the directions, and a convex cost
  /// of the distance; nothing is checked.
  Certified mean(const Problem& problem);
  /// Of the last mean: what each direction gave.
  std::span<const double> values() const { return values_; }
  /// Of the last mean: standard deviation of the values over the square root of their number.
  double standard_error() const { return standard_error_; }
  /// Of the last mean: no direction can give more.
  double largest_value() const { return largest_value_; }

 private:
  void centre(const Problem& problem);
  void project(Index first, Index count);
  Certified value(const Problem& problem, Index line);
  void fill_standard_error();

  Matrix directions_;
  Matrix x_coordinates_, y_coordinates_;  // centred, one coordinate a row
  Matrix x_lines_, y_lines_;              // projections on a group of directions, one a row
  std::vector<double> values_;
  UnivariateSolver line_{{.want_plan = false, .want_potentials = false}};
  Result line_result_;
  double radius_ = 0, standard_error_ = 0, largest_value_ = 0;
};

/// E |theta_1|^p for theta uniform on the sphere of R^d: Gamma(d/2) Gamma((p+1)/2) / (sqrt(pi) Gamma((d+p)/2)). SW_p^p
/// of a translation by t is |t|^p times it.
double sphere_moment(int dimension, double power);

}  // namespace mongecarlo
