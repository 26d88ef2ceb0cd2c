#pragma once
#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/limit/sample_sizes.hpp"
#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"

namespace mongecarlo {

/// The limit law of the empirical Wasserstein distance between two laws r != s on finite spaces with cost C = d^p: with
/// rho and lambda as in sample_sizes.hpp, G and H the independent multinomial limits of r and s,
///
///     rho (W_p(r_n, s_m) - W_p(r, s)) -> (1/p) W_p^(1-p) max over (u, v) of sqrt(lambda) <G, u> + sqrt(1-lambda) <H,
///     v>,
///
/// the maximum over all optimal potentials of (r, s): u_i + v_j <= C_ij, <r, u> + <s, v> = W_p^p. It is the derivative
/// of the optimal value, and found as such: the optimal value at (K r + g, K s + h) less K W_p^p falls with K to the
/// maximum and stays there, and potentials that are optimal there and for (r, s) prove it from below. Normal where the
/// potentials are unique up to a constant; never for r = s, which is WassersteinNullLaw's.
/// Sommerfeld and Munk, JRSS B 80 (2018), Theorem 1.
class WassersteinAlternativeLaw {
 public:
  /// Points without mass are left out. Throws std::domain_error unless r and s are probability vectors, the cost is
  /// finite and >= 0, p >= 1 and W_p > 0; std::invalid_argument for sizes.
  WassersteinAlternativeLaw(const Matrix& cost, const Vector& r, const Vector& s, double p);

  const Vector& source() const { return r_; }  ///< of the points with mass
  const Vector& target() const { return s_; }
  double distance() const { return distance_; }  ///< W_p
  /// max <g, u> + <h, v> over the optimal potentials; g and h sum to zero, on the points with mass.
  Certified support_function(const Vector& g, const Vector& h);
  /// A draw of the limit law, rooted.
  Certified draw(Stream& stream, const SampleSizes& sizes);

 private:
  Matrix cost_;
  Vector r_, s_;
  double p_, value_ = 0, distance_ = 0;
  ExactSolver solver_{{.want_plan = false}};
  Result result_;
  Vector g_, h_, a_, b_;
};

}  // namespace mongecarlo
