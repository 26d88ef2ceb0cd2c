#pragma once
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace mongecarlo {

/// The empirical distribution of n numbers (infinite ones included, NaN not): F(x) = #{i : x_i <= x} / n.
class EmpiricalDistribution {
 public:
  /// Sorts a copy, O(n log n). Throws std::invalid_argument when empty and std::domain_error for a NaN.
  explicit EmpiricalDistribution(std::vector<double> values);

  std::size_t size() const { return values_.size(); }
  std::span<const double> sorted() const { return values_; }
  double cdf(double x) const;
  /// Smallest x with F(x) >= p, p in (0, 1].
  double quantile(double p) const;
  /// The k-th smallest value, k = 1, ..., n.
  double order_statistic(std::size_t k) const { return values_[k - 1]; }
  /// sup_x F(x) - x over [0, 1]: how far the values are from being super-uniform.
  double excess_over_uniform() const;

 private:
  std::vector<double> values_;
};

/// Ranks (l, u) such that the p-quantile of the law lies in [x_(l), x_(u)] with probability >= 1 - alpha, alpha / 2 on
/// each side, from P(x_(l) > q_p) = P(Bin(n, p) < l). A rank is absent where no order statistic is far enough out.
struct QuantileRanks {
  std::optional<std::size_t> lower, upper;
};
QuantileRanks quantile_ranks(std::size_t n, double p, double alpha);

/// Dvoretzky-Kiefer-Wolfowitz with Massart's constant (1990), two-sided: sup |F_n - F| <= sqrt(ln(2 / alpha) / (2 n))
/// with probability >= 1 - alpha.
double dkw_band(std::size_t n, double alpha);
/// One-sided: sup (F - F_n) <= sqrt(ln(1 / alpha) / (2 n)), for alpha <= 1/2.
double dkw_one_sided_band(std::size_t n, double alpha);

}  // namespace mongecarlo
