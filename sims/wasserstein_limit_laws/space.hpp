#pragma once
#include <string>
#include <vector>

#include "models/normal_law.hpp"
#include "mongecarlo/experiment/claim.hpp"
#include "mongecarlo/measure/points.hpp"
#include "wasserstein_limit_laws/absolute_sum.hpp"

namespace mongecarlo::wasserstein_limit_laws {

using models::normal_cdf;

enum class Shape : std::uint8_t { two_points = 1, line, tree, ultrametric, grid };
inline constexpr const char* kShapes = "space 1: two points, 2: line, 3: tree, 4: ultrametric";

/// A small metric space with laws r and s on it: two points at distance 2; three points of the line; a star with a
/// centre and three leaves; two pairs of leaves of an ultrametric tree; a grid of nine points with the sum of both
/// coordinates' distances.
///
/// But for the grid, mass is moved across edges, each of which parts the points in two sides, and a unit that crosses
/// one costs a length of its own: for small displacements of mass W_p^p = sum over edges of length_p |mass of a side|.
struct Space {
  explicit Space(Shape shape);

  Matrix distance;
  Vector r, s;            ///< all points have mass; r puts no half of it on a side
  Matrix sides;           ///< edges x points: 1 on one side of the edge, 0 on the other; empty for the grid
  Vector coordinate_sum;  ///< of the grid

  /// What a unit of mass costs across each edge: gap^p, length^p, or half the difference of diameters^p above and
  /// below.
  Vector lengths(double p) const;
  double edge_cost(const Vector& g, double p) const;

  /// Limit law of rho W_p^p(r_n, r'_m): sum of lengths |mass of G on a side|.
  AbsoluteSum null_limit(double p) const;

 private:
  Vector gaps_, below_;  // lengths are gaps^p (line, tree), or (gaps^p - below^p) / 2
  bool is_ultrametric_ = false;
};

/// diag r - r r^T.
Matrix multinomial_covariance(const Vector& r);
/// sum_i r_i u_i^2 - (sum_i r_i u_i)^2.
double variance_under(const Vector& r, const Vector& u);

/// W_p^p between laws on increasing points of the line: mass is matched in order.
double ordered_cost(const Vector& points, const Vector& a, const Vector& b, double p);
inline Vector line_points() { return Vector{{0, 1, 2.5}}; }

/// Samples of n and m points; a known second law has m = 0.
struct Samples {
  double n = 1600, m = 400;
  double rate() const;   ///< rho
  double share() const;  ///< lambda, of the n points
  CellParameters with(CellParameters others) const;
};

}  // namespace mongecarlo::wasserstein_limit_laws
