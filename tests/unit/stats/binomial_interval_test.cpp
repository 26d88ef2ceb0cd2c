#include "mongecarlo/stats/binomial_interval.hpp"

#include <doctest/doctest.h>

#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <stdexcept>

#include "mongecarlo/random/stream.hpp"

using namespace mongecarlo;
using Binomial = boost::math::binomial_distribution<double>;

TEST_SUITE("unit") {
  TEST_CASE("Clopper Pearson ends solve their tail equations") {
    for (double alpha : {0.05, 1e-3, 1e-6})
      for (const auto& [x, n] : {std::pair{1, 10}, {3, 50}, {50, 1000}, {9, 10}, {700, 1000}}) {
        const double lower = clopper_pearson_lower(x, n, alpha), upper = clopper_pearson_upper(x, n, alpha);
        CHECK(cdf(complement(Binomial(n, lower), x - 1)) == doctest::Approx(alpha).epsilon(1e-8));
        CHECK(cdf(Binomial(n, upper), x) == doctest::Approx(alpha).epsilon(1e-8));
        CHECK(lower == doctest::Approx(Binomial::find_lower_bound_on_p(n, x, alpha)).epsilon(1e-8));
        CHECK(upper == doctest::Approx(Binomial::find_upper_bound_on_p(n, x, alpha)).epsilon(1e-8));
      }
  }

  TEST_CASE("the binomial tail is a sum of terms") {
    double tail = 0;
    for (int x = 7; x >= 0; --x) {
      tail += pdf(Binomial(7, 0.3), x);
      CHECK(binomial_upper_tail(static_cast<std::uint64_t>(x), 7, 0.3) == doctest::Approx(tail).epsilon(1e-12));
    }
    CHECK(binomial_upper_tail(8, 7, 0.3) == 0);
    CHECK_THROWS_WITH_AS(binomial_upper_tail(1, 0, 0.3), doctest::Contains("n is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(binomial_upper_tail(1, 7, 1.5), doctest::Contains("p is 1.5"), std::domain_error);
  }

  TEST_CASE("Clopper Pearson without and with only events has closed forms") {
    CHECK(clopper_pearson_lower(0, 20, 0.01) == 0);
    CHECK(clopper_pearson_upper(20, 20, 0.01) == 1);
    CHECK(clopper_pearson_upper(0, 20, 0.01) == doctest::Approx(1 - std::pow(0.01, 1 / 20.0)).epsilon(1e-12));
    CHECK(clopper_pearson_lower(20, 20, 0.01) == doctest::Approx(std::pow(0.01, 1 / 20.0)).epsilon(1e-12));
    const auto both = clopper_pearson(3, 20, 0.02);
    CHECK(both.first == clopper_pearson_lower(3, 20, 0.01));
    CHECK(both.second == clopper_pearson_upper(3, 20, 0.01));
  }

  // Exact for a coin of p = .3 over 12 tosses: the share of paths that leave the interval at any time, by enumeration.
  TEST_CASE("the anytime interval is left with probability at most alpha at any time") {
    const double alpha = 0.1, p = 0.3;
    double missed = 0, missed_by_fixed = 0;
    for (int path = 0; path < 1 << 12; ++path) {
      double probability = 1;
      bool is_missed = false, is_missed_by_fixed = false;
      int x = 0;
      for (int n = 1; n <= 12; ++n) {
        const bool is_one = path >> (n - 1) & 1;
        x += is_one;
        probability *= is_one ? p : 1 - p;
        const auto anytime = anytime_binomial_interval(x, n, alpha);
        const auto fixed = clopper_pearson(x, n, alpha);
        is_missed = is_missed || anytime.first > p || anytime.second < p;
        is_missed_by_fixed = is_missed_by_fixed || fixed.first > p || fixed.second < p;
      }
      missed += is_missed ? probability : 0;
      missed_by_fixed += is_missed_by_fixed ? probability : 0;
    }
    CHECK(missed <= alpha);
    CHECK(missed > 0.005);
    CHECK(missed_by_fixed > alpha);  // looking again and again at fixed-size intervals is not allowed
  }

  TEST_CASE("the anytime interval is wider than the fixed one but not by much") {
    const auto anytime = anytime_binomial_interval(50, 1000, 1e-3);
    const auto fixed = clopper_pearson(50, 1000, 1e-3);
    CHECK(anytime.first < fixed.first);
    CHECK(anytime.second > fixed.second);
    CHECK(anytime.second - anytime.first < 1.5 * (fixed.second - fixed.first));
    CHECK(anytime_binomial_interval(0, 100, 1e-3).first == 0);
    CHECK(anytime_binomial_interval(100, 100, 1e-3).second == 1);
  }

  TEST_CASE("counts and levels that make no sense are refused") {
    CHECK_THROWS_WITH_AS(clopper_pearson_lower(1, 0, 0.1), doctest::Contains("n is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(clopper_pearson_upper(6, 5, 0.1), doctest::Contains("x is 6"), std::domain_error);
    CHECK_THROWS_WITH_AS(clopper_pearson_upper(1, 5, 1), doctest::Contains("alpha is 1"), std::domain_error);
    CHECK_THROWS_WITH_AS(anytime_binomial_interval(1, 5, 0), doctest::Contains("alpha is 0"), std::domain_error);
  }
}
