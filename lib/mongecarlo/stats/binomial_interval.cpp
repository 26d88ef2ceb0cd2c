#include "mongecarlo/stats/binomial_interval.hpp"

#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

void check_counts(const char* function, std::uint64_t x, std::uint64_t n, double alpha) {
  check_at_least(function, "n", static_cast<long long>(n), 1);
  check_at_most(function, "x", static_cast<long long>(x), static_cast<long long>(n));
  check_inside(function, "alpha", alpha, 0, 1);
}

}  // namespace

double binomial_upper_tail(std::uint64_t x, std::uint64_t n, double p) {
  check_at_least("binomial_upper_tail", "n", static_cast<long long>(n), 1);
  check_between("binomial_upper_tail", "p", p, 0, 1);
  if (x == 0) return 1;
  if (x > n) return 0;
  return boost::math::ibeta(static_cast<double>(x), static_cast<double>(n - x + 1), p);
}

double clopper_pearson_lower(std::uint64_t x, std::uint64_t n, double alpha) {
  check_counts("clopper_pearson_lower", x, n, alpha);
  if (x == 0) return 0;
  return boost::math::ibeta_inv(static_cast<double>(x), static_cast<double>(n - x + 1), alpha);
}

double clopper_pearson_upper(std::uint64_t x, std::uint64_t n, double alpha) {
  check_counts("clopper_pearson_upper", x, n, alpha);
  if (x == n) return 1;
  return boost::math::ibetac_inv(static_cast<double>(x + 1), static_cast<double>(n - x), alpha);
}

std::pair<double, double> clopper_pearson(std::uint64_t x, std::uint64_t n, double alpha) {
  return {clopper_pearson_lower(x, n, alpha / 2), clopper_pearson_upper(x, n, alpha / 2)};
}

std::pair<double, double> anytime_binomial_interval(std::uint64_t x, std::uint64_t n, double alpha) {
  check_counts("anytime_binomial_interval", x, n, alpha);
  using boost::math::lgamma;
  const auto successes = static_cast<double>(x), misses = static_cast<double>(n - x);
  const double log_mixture =
      lgamma(successes + 0.5) + lgamma(misses + 0.5) - lgamma(successes + misses + 1) - 2 * lgamma(0.5);
  const auto is_excluded = [&](double p) {
    const double log_likelihood = (x > 0 ? successes * std::log(p) : 0.0) + (x < n ? misses * std::log1p(-p) : 0.0);
    return log_mixture - log_likelihood >= -std::log(alpha);
  };
  // The likelihood falls on both sides of x / n; the excluded end of the last bracket is reported.
  const auto end = [&](double outside) {
    double inside = successes / static_cast<double>(n);
    for (int i = 0; i < 60 && outside != inside; ++i) {
      const double middle = 0.5 * (inside + outside);
      (is_excluded(middle) ? outside : inside) = middle;
    }
    return outside;
  };
  return {x == 0 ? 0 : end(0), x == n ? 1 : end(1)};
}

}  // namespace mongecarlo
