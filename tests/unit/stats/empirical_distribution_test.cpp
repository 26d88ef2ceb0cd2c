#include "mongecarlo/stats/empirical_distribution.hpp"

#include <doctest/doctest.h>

#include <boost/math/distributions/binomial.hpp>
#include <cmath>
#include <stdexcept>

using namespace mongecarlo;
using Binomial = boost::math::binomial_distribution<double>;

TEST_SUITE("unit") {
  TEST_CASE("cdf and quantile of a few numbers") {
    const EmpiricalDistribution e({3, 1, 2, 2});
    CHECK(e.cdf(0.5) == 0);
    CHECK(e.cdf(1) == 0.25);
    CHECK(e.cdf(2) == 0.75);
    CHECK(e.cdf(10) == 1);
    CHECK(e.quantile(0.25) == 1);
    CHECK(e.quantile(0.26) == 2);
    CHECK(e.quantile(1) == 3);
    CHECK(e.order_statistic(4) == 3);
  }

  TEST_CASE("a quantile is the least number with enough below it") {
    std::vector<double> values;
    for (int i = 1; i <= 1000; ++i) values.push_back(i);
    const EmpiricalDistribution e(values);
    for (int i = 1; i <= 1000; ++i) CHECK(e.quantile(i / 1000.0) == i);
  }

  TEST_CASE("excess over uniform is the one-sided Kolmogorov distance") {
    CHECK(EmpiricalDistribution({0.5}).excess_over_uniform() == 0.5);
    CHECK(EmpiricalDistribution({1.0, 1.0}).excess_over_uniform() == 0);
    CHECK(EmpiricalDistribution({0.1, 0.2, 0.9}).excess_over_uniform() == doctest::Approx(2 / 3.0 - 0.2));
  }

  // The largest lower and the smallest upper rank that binomial tails allow.
  TEST_CASE("quantile ranks are the tightest that the binomial law allows") {
    for (const auto& [n, p] : {std::pair{100, 0.5}, {1000, 0.95}, {200, 0.9}}) {
      const double alpha = 0.01;
      const QuantileRanks ranks = quantile_ranks(n, p, alpha);
      REQUIRE(ranks.lower);
      REQUIRE(ranks.upper);
      const Binomial law(n, p);
      const auto lower = static_cast<double>(*ranks.lower), upper = static_cast<double>(*ranks.upper);
      CHECK(cdf(law, lower - 1) <= alpha / 2);
      CHECK(cdf(law, lower) > alpha / 2);
      CHECK(cdf(complement(law, upper - 1)) <= alpha / 2);
      CHECK(cdf(complement(law, upper - 2)) > alpha / 2);
    }
  }

  TEST_CASE("a rank beyond the data is absent") {
    CHECK(!quantile_ranks(100, 0.999, 0.01).upper);
    CHECK(!quantile_ranks(100, 0.001, 0.01).lower);
  }

  TEST_CASE("bands of Dvoretzky Kiefer Wolfowitz and Massart") {
    CHECK(dkw_band(1000, 1e-3) == doctest::Approx(0.0616).epsilon(1e-3));
    CHECK(dkw_band(10000, 1e-3) == doctest::Approx(0.0195).epsilon(1e-3));
    CHECK(dkw_one_sided_band(1000, 1e-3) == doctest::Approx(std::sqrt(std::log(1000.0) / 2000)).epsilon(1e-12));
    CHECK(dkw_one_sided_band(50, 0.05) < dkw_band(50, 0.05));
  }

  TEST_CASE("bad arguments are refused by name") {
    CHECK_THROWS_WITH_AS(EmpiricalDistribution({}), doctest::Contains("values is empty"), std::invalid_argument);
    CHECK_THROWS_WITH_AS(EmpiricalDistribution({std::nan("")}), doctest::Contains("values is nan"), std::domain_error);
    CHECK_THROWS_WITH_AS(EmpiricalDistribution({1}).quantile(0), doctest::Contains("p is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(quantile_ranks(0, 0.5, 0.1), doctest::Contains("n is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(quantile_ranks(5, 1, 0.1), doctest::Contains("p is 1"), std::domain_error);
    CHECK_THROWS_WITH_AS(quantile_ranks(5, 0.5, 0), doctest::Contains("alpha is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(dkw_band(0, 0.1), doctest::Contains("n is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(dkw_band(5, 2), doctest::Contains("alpha is 2"), std::domain_error);
    CHECK_THROWS_WITH_AS(dkw_one_sided_band(0, 0.1), doctest::Contains("n is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(dkw_one_sided_band(5, 0.6), doctest::Contains("alpha is 0.6"), std::domain_error);
  }
}
