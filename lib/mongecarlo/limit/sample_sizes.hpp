#pragma once
#include <algorithm>
#include <cmath>
#include <limits>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {

/// How many independent draws stand behind each marginal of a problem; a marginal that is known has infinitely many.
///
/// With rho = sqrt(n m / (n + m)) and lambda = m / (n + m), the multinomial theorem reads
///
///     rho (a_n - a) -> sqrt(lambda) G_a,    rho (b_m - b) -> sqrt(1 - lambda) G_b:
///
/// the larger sample has the smaller share. For one sample rho = sqrt(n), lambda = 1.
class SampleSizes {
 public:
  /// n draws of a, b known. Throws std::domain_error unless n >= 1 (two_samples: and m).
  static SampleSizes one_sample(double n) { return two_samples(n, std::numeric_limits<double>::infinity()); }
  static SampleSizes two_samples(double n, double m) { return {n, m}; }

  double n() const { return n_; }
  double m() const { return m_; }                                   ///< infinite where b is known
  double rate_squared() const { return n_ * source_share(); }       ///< rho^2
  double rate() const { return std::sqrt(rate_squared()); }         ///< rho
  double source_share() const { return 1 / (1 + n_ / m_); }         ///< lambda, of the variance on the source side
  double target_share() const { return n_ / m_ * source_share(); }  ///< 1 - lambda

  /// For resamples that are smaller than the samples: both sizes times min(n, m)^(gamma - 1), whole numbers and 1 at
  /// least, so that lambda stays what it is; min(n, m)^gamma is the smaller one. Throws std::domain_error unless gamma
  /// lies in (0, 1].
  SampleSizes subsampled(double gamma) const {
    check_between("SampleSizes", "gamma", gamma, std::numeric_limits<double>::min(), 1);
    const double share = std::pow(std::min(n_, m_), gamma - 1);
    return {std::max(1.0, std::round(n_ * share)), std::max(1.0, std::round(m_ * share))};
  }

 private:
  SampleSizes(double n, double m) : n_(n), m_(m) {
    check_between("SampleSizes", "n", n, 1, std::numeric_limits<double>::max());
    check_between("SampleSizes", "m", m, 1, std::numeric_limits<double>::infinity());
  }
  double n_, m_;
};

}  // namespace mongecarlo
