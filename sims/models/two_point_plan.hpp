#pragma once
#include <cmath>

namespace mongecarlo::models {

/// Entropic transport between (r, 1 - r) and (s, 1 - s) on two points at cost 1, in closed form: the entry x = P_11 of
/// the plan solves x (1 - r - s + x) = K (r - x)(s - x), K = exp(2 / epsilon).
class TwoPointPlan {
 public:
  TwoPointPlan(double r, double s, double epsilon) : r_(r), s_(s), epsilon_(epsilon) {
    const double k = std::exp(2 / epsilon), b = 1 + (k - 1) * (r + s);
    x_ = 2 * k * r * s / (b + std::sqrt(b * b - 4 * k * (k - 1) * r * s));
  }
  double first_entry() const { return x_; }
  /// T.
  double transport_cost() const { return r_ + s_ - 2 * x_; }
  /// V = T + epsilon KL(P | a x b).
  double value() const {
    return transport_cost() + epsilon_ * (term(x_, r_ * s_) + term(r_ - x_, r_ * (1 - s_)) +
                                          term(s_ - x_, (1 - r_) * s_) + term(1 - r_ - s_ + x_, (1 - r_) * (1 - s_)));
  }
  /// dV / dr = f_1 - f_2, from both entries of the first column; 0 < r < 1.
  double slope() const { return epsilon_ * std::log(x_ * (1 - r_) / ((s_ - x_) * r_)) - 1; }
  /// dP_11 / dr.
  double first_entry_slope() const {
    const double k = std::exp(2 / epsilon_), b = 1 + (k - 1) * (r_ + s_);
    return ((k - 1) * x_ - k * s_) / (2 * (k - 1) * x_ - b);
  }
  /// The singular value sigma_1 of P_ij / sqrt(a_i b_j).
  double correlation() const { return (x_ - r_ * s_) / std::sqrt(r_ * (1 - r_) * s_ * (1 - s_)); }

 private:
  static double term(double p, double q) { return p > 0 && q > 0 ? p * std::log(p / q) : 0; }
  double r_, s_, epsilon_, x_;
};

}  // namespace mongecarlo::models
