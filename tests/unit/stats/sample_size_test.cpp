#include "mongecarlo/stats/sample_size.hpp"

#include <doctest/doctest.h>

#include <boost/math/distributions/binomial.hpp>
#include <stdexcept>

#include "mongecarlo/stats/binomial_interval.hpp"
#include "mongecarlo/stats/empirical_distribution.hpp"

using namespace mongecarlo;

TEST_SUITE("unit") {
  TEST_CASE("replicates without a violation that support rarity") {
    CHECK(min_replicates_to_support_rarity(0.1, 1e-3) == 66);
    CHECK(min_replicates_to_support_rarity(0.05, 1e-3) == 135);
    CHECK(min_replicates_to_support_rarity(0.01, 1e-3) == 688);
    CHECK(min_replicates_to_support_rarity(0.001, 1e-3) == 6905);
    CHECK(clopper_pearson_upper(0, 688, 1e-3) <= 0.01);
    CHECK(clopper_pearson_upper(0, 687, 1e-3) > 0.01);
  }

  TEST_CASE("replicates that support a tail are the least whose band is small enough") {
    const auto n = min_replicates_to_support_tail(0.01, 1e-3);
    CHECK(dkw_one_sided_band(n, 1e-3) <= 0.01);
    CHECK(dkw_one_sided_band(n - 1, 1e-3) > 0.01);
  }

  // The normal approximation ((z_alpha sqrt(p0 q0) + z_beta sqrt(p1 q1)) / (p1 - p0))^2 for level .05, alpha = 1e-3 and
  // power .99 gives 57972, 15031, 2648 and 753; exact tails need up to 5 % more.
  TEST_CASE("replicates that refute a level agree with the normal approximation") {
    const double level = 0.05, alpha = 1e-3, miss = 0.01;
    for (const auto& [truth, approximation] :
         {std::pair{0.055, 57972.0}, {0.06, 15031.0}, {0.075, 2648.0}, {0.10, 753.0}}) {
      const std::uint64_t n = min_replicates_to_refute_level(level, truth, alpha, miss);
      CHECK(static_cast<double>(n) >= 0.99 * approximation);
      CHECK(static_cast<double>(n) <= 1.05 * approximation);
      // The power by another way: which counts does Clopper-Pearson itself take for more than the level?
      const boost::math::binomial_distribution<double> law(static_cast<double>(n), truth);
      std::uint64_t count = 0;
      while (clopper_pearson_lower(count, n, alpha) <= level) ++count;
      CHECK(cdf(complement(law, static_cast<double>(count) - 1)) >= 1 - miss);
    }
  }

  TEST_CASE("bad arguments are refused by name") {
    CHECK_THROWS_WITH_AS(min_replicates_to_support_rarity(0, 0.1), doctest::Contains("margin is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(min_replicates_to_support_rarity(0.1, 1), doctest::Contains("alpha is 1"), std::domain_error);
    CHECK_THROWS_WITH_AS(min_replicates_to_support_tail(1, 0.1), doctest::Contains("margin is 1"), std::domain_error);
    CHECK_THROWS_WITH_AS(min_replicates_to_support_tail(0.1, 0.5), doctest::Contains("alpha is 0.5"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(min_replicates_to_support_mean(0, 1, 0.1), doctest::Contains("deviation is 0"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(min_replicates_to_support_mean(1, 0, 0.1), doctest::Contains("margin is 0"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(min_replicates_to_support_mean(1, 1, 0), doctest::Contains("alpha is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(min_replicates_to_refute_mean(-1, 1, 0.1), doctest::Contains("deviation is -1"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(min_replicates_to_refute_mean(1, 0, 0.1), doctest::Contains("departure is 0"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(min_replicates_to_refute_mean(1, 1, 1), doctest::Contains("alpha is 1"), std::domain_error);
    CHECK_THROWS_WITH_AS(min_replicates_to_refute_level(0, 0.5, 0.1, 0.1), doctest::Contains("level is 0"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(min_replicates_to_refute_level(0.5, 0.4, 0.1, 0.1), doctest::Contains("truth is 0.4"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(min_replicates_to_refute_level(0.1, 0.4, 0, 0.1), doctest::Contains("alpha is 0"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(min_replicates_to_refute_level(0.1, 0.4, 0.1, 1), doctest::Contains("miss_rate is 1"),
                         std::domain_error);
  }
}
