#include "mongecarlo/stats/mean_interval.hpp"

#include <cmath>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {

double hoeffding_half_width(std::uint64_t n, double range, double alpha) {
  check_at_least("hoeffding_half_width", "n", static_cast<long long>(n), 1);
  check_positive("hoeffding_half_width", "range", range);
  check_inside("hoeffding_half_width", "alpha", alpha, 0, 1);
  return range * std::sqrt(std::log(2 / alpha) / (2 * static_cast<double>(n)));
}

double empirical_bernstein_half_width(std::uint64_t n, double variance, double range, double alpha) {
  check_at_least("empirical_bernstein_half_width", "n", static_cast<long long>(n), 2);
  check_nonnegative("empirical_bernstein_half_width", "variance", variance);
  check_positive("empirical_bernstein_half_width", "range", range);
  check_inside("empirical_bernstein_half_width", "alpha", alpha, 0, 1);
  const auto count = static_cast<double>(n);
  const double log_term = std::log(4 / alpha);
  return std::sqrt(2 * variance * log_term / count) + 7 * range * log_term / (3 * (count - 1));
}

}  // namespace mongecarlo
