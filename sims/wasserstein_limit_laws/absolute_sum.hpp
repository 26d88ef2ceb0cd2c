#pragma once
#include <memory>
#include <mutex>
#include <vector>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo::wasserstein_limit_laws {

/// The law of sum_j (weight_j |f_j| + slope_j f_j) for a centred normal vector f. Mass that crosses the edges of a line
/// or of a tree costs such a sum.
///
/// With f = A z, z standard normal with as few entries as the covariance has rank: given all but the last of them, the
/// sum is convex and piecewise linear in the last one, so that it is at most x in an interval, whose normal measure is
/// exact. The others are summed over equally spaced numbers. For ranks up to 3.
class AbsoluteSum {
 public:
  AbsoluteSum(Vector weights, Vector slopes, const Matrix& covariance);

  double mean() const;      ///< sum of weight_j sqrt(2 c_jj / pi)
  double variance() const;  ///< by E |f_j f_k| = (2/pi) sqrt(c_jj c_kk) (sqrt(1 - rho^2) + rho asin rho)
  /// To within 5e-4, far below what laws are compared to.
  double cdf(double x) const;

 private:
  double measure_given(const Vector& offsets, double x) const;
  double sum_at(const Vector& offsets, double z) const;

  Vector weights_, slopes_;
  Matrix covariance_, factor_;  // of the last column, the values are given by the interval
};

/// Its distribution function by a table that is made when it is first asked for; copies share it.
class TabulatedSum {
 public:
  explicit TabulatedSum(AbsoluteSum sum);
  double cdf(double x) const;
  double quantile(double p) const;

 private:
  struct Table;
  const Table& table() const;
  std::shared_ptr<Table> table_;
};

}  // namespace mongecarlo::wasserstein_limit_laws
