#pragma once
#include <vector>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"

namespace mongecarlo {

/// A draw of G ~ N(0, diag r - r r^T), the limit of sqrt(n) (r_n - r): G_i = sqrt(r_i) Z_i - r_i sum_j sqrt(r_j) Z_j.
/// Sums to zero up to rounding, and vanishes where r does.
void draw_multinomial_limit(const Vector& r, Stream& stream, Vector& g);

/// The limit law of the empirical Wasserstein distance of a law r on a finite metric space from itself: with rho as in
/// sample_sizes.hpp,
///
///     rho^(1/p) W_p(r_n, r), rho^(1/p) W_p(r_n, r'_m)  ->  (max over u in Phi of <G, u>)^(1/p),
///     Phi = { u : u_x - u_y <= d(x, y)^p for all x, y with r_x, r_y > 0 }.
///
/// The maximum is the cost of moving the excess of G to its lack where mass may be handed on from point to point: exact
/// transport for the shortest-path closure of d^p (for p = 1, d itself). Points without mass are left out first: mass
/// handed on through them would make the value too small for p > 1. O(N^3) to make, an exact solve a value.
/// Sommerfeld and Munk, Inference for empirical Wasserstein distances on finite spaces, JRSS B 80 (2018), Theorem 1.
class WassersteinNullLaw {
 public:
  /// Throws std::domain_error unless r is a probability vector, distances are >= 0 and finite with a diagonal of zeros
  /// and symmetric, p >= 1; std::invalid_argument for sizes.
  WassersteinNullLaw(const Matrix& distance, const Vector& r, double p);

  const Vector& weights() const { return r_; }  ///< of the points with mass
  /// max over u in Phi of <g, u> for a vector on the points with mass that sums to zero (std::domain_error otherwise).
  Certified support_function(const Vector& g);
  /// The p-th root of it.
  Certified distance(const Vector& g);
  /// A draw of the limit law.
  Certified draw(Stream& stream);

 private:
  double p_;
  Vector r_, g_, excess_, lack_;
  Matrix closure_;  // shortest paths for d^p among the points with mass
  ExactSolver solver_{{.want_plan = false}};
  Result result_;
};

/// The same in closed form for points of the line, in increasing order and all of them with mass: sum over j of |sum of
/// g up to j| (x_(j+1) - x_j)^p. O(N). Throws std::domain_error for points that do not increase or p < 1.
double line_support_function(std::span<const double> points, std::span<const double> g, double p);

}  // namespace mongecarlo
