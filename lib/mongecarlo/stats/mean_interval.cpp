#include "mongecarlo/stats/mean_interval.hpp"

#include <boost/math/distributions/students_t.hpp>
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

double student_half_width(std::uint64_t n, double variance, double alpha) {
  check_at_least("student_half_width", "n", static_cast<long long>(n), 2);
  check_nonnegative("student_half_width", "variance", variance);
  check_inside("student_half_width", "alpha", alpha, 0, 1);
  const auto count = static_cast<double>(n);
  const boost::math::students_t law(count - 1);
  return boost::math::quantile(boost::math::complement(law, alpha / 2)) * std::sqrt(variance / count);
}

}  // namespace mongecarlo
