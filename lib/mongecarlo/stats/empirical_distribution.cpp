#include "mongecarlo/stats/empirical_distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/stats/binomial_interval.hpp"

namespace mongecarlo {

EmpiricalDistribution::EmpiricalDistribution(std::vector<double> values) : values_(std::move(values)) {
  check_not_empty("EmpiricalDistribution", "values", static_cast<long long>(values_.size()));
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (double value : values_) check_between("EmpiricalDistribution", "values", value, -infinity, infinity);
  std::sort(values_.begin(), values_.end());
}

double EmpiricalDistribution::cdf(double x) const {
  const auto above = std::upper_bound(values_.begin(), values_.end(), x);
  return static_cast<double>(above - values_.begin()) / static_cast<double>(size());
}

double EmpiricalDistribution::quantile(double p) const {
  check_between("EmpiricalDistribution::quantile", "p", p, std::numeric_limits<double>::min(), 1);
  const double position = std::ceil(p * static_cast<double>(size()) * (1 - 1e-14));
  return order_statistic(std::clamp<std::size_t>(static_cast<std::size_t>(position), 1, size()));
}

double EmpiricalDistribution::excess_over_uniform() const {
  double excess = 0;
  for (std::size_t i = 0; i < size(); ++i)
    excess = std::max(excess, static_cast<double>(i + 1) / static_cast<double>(size()) - values_[i]);
  return excess;
}

// Ranks by bisection: both tails are monotone in the rank.
QuantileRanks quantile_ranks(std::size_t n, double p, double alpha) {
  check_at_least("quantile_ranks", "n", static_cast<long long>(n), 1);
  check_inside("quantile_ranks", "p", p, 0, 1);
  check_inside("quantile_ranks", "alpha", alpha, 0, 1);
  QuantileRanks ranks;
  // Lower: the largest l with P(Bin(n, p) <= l - 1) <= alpha / 2, that is P(Bin(n, 1 - p) >= n - l + 1) <= alpha / 2.
  std::size_t low = 0, high = n + 1;
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    (binomial_upper_tail(n - middle + 1, n, 1 - p) <= alpha / 2 ? low : high) = middle;
  }
  if (low >= 1) ranks.lower = low;
  // Upper: the smallest u with P(Bin(n, p) >= u) <= alpha / 2.
  low = 0, high = n + 1;
  while (high - low > 1) {
    const std::size_t middle = low + (high - low) / 2;
    (binomial_upper_tail(middle, n, p) <= alpha / 2 ? high : low) = middle;
  }
  if (high <= n) ranks.upper = high;
  return ranks;
}

double dkw_band(std::size_t n, double alpha) {
  check_at_least("dkw_band", "n", static_cast<long long>(n), 1);
  check_inside("dkw_band", "alpha", alpha, 0, 1);
  return std::sqrt(std::log(2 / alpha) / (2 * static_cast<double>(n)));
}

double dkw_one_sided_band(std::size_t n, double alpha) {
  check_at_least("dkw_one_sided_band", "n", static_cast<long long>(n), 1);
  check_between("dkw_one_sided_band", "alpha", alpha, std::numeric_limits<double>::min(), 0.5);
  return std::sqrt(std::log(1 / alpha) / (2 * static_cast<double>(n)));
}

}  // namespace mongecarlo
