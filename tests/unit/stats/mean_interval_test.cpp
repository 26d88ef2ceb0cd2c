#include "mongecarlo/stats/mean_interval.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

using namespace mongecarlo;

TEST_SUITE("unit") {
  TEST_CASE("closed forms give the half-widths of the literature") {
    CHECK(hoeffding_half_width(10000, 1, 1e-3) == doctest::Approx(0.01949).epsilon(1e-3));
    CHECK(hoeffding_half_width(10000, 7, 1e-3) == doctest::Approx(7 * 0.01949).epsilon(1e-3));
    // Bernoulli(.05): relative half-widths .390 and .216 at 10000 draws, alpha = 1e-3.
    CHECK(hoeffding_half_width(10000, 1, 1e-3) / 0.05 == doctest::Approx(0.390).epsilon(2e-3));
    CHECK(empirical_bernstein_half_width(10000, 0.05 * 0.95, 1, 1e-3) / 0.05 == doctest::Approx(0.216).epsilon(0.02));
  }

  TEST_CASE("half-widths of Student have his quantiles") {
    // 97.5 % quantiles with 1, 9 and 30 degrees of freedom, as in tables.
    CHECK(student_half_width(2, 2, 0.05) == doctest::Approx(12.706204736174694).epsilon(1e-12));
    CHECK(student_half_width(10, 4, 0.05) == doctest::Approx(2.2621571627982053 * 2 / std::sqrt(10)).epsilon(1e-12));
    CHECK(student_half_width(31, 31, 0.05) == doctest::Approx(2.0422724563012378).epsilon(1e-12));
    CHECK(student_half_width(5, 0, 0.01) == 0);
  }

  TEST_CASE("bad arguments are refused by name") {
    CHECK_THROWS_WITH_AS(hoeffding_half_width(0, 1, 0.1), doctest::Contains("n is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(hoeffding_half_width(5, 0, 0.1), doctest::Contains("range is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(hoeffding_half_width(5, 1, 1), doctest::Contains("alpha is 1"), std::domain_error);
    CHECK_THROWS_WITH_AS(empirical_bernstein_half_width(1, 1, 1, 0.1), doctest::Contains("n is 1"), std::domain_error);
    CHECK_THROWS_WITH_AS(empirical_bernstein_half_width(5, -1, 1, 0.1), doctest::Contains("variance is -1"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(empirical_bernstein_half_width(5, 1, -1, 0.1), doctest::Contains("range is -1"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(empirical_bernstein_half_width(5, 1, 1, 0), doctest::Contains("alpha is 0"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(student_half_width(1, 1, 0.1), doctest::Contains("n is 1"), std::domain_error);
    CHECK_THROWS_WITH_AS(student_half_width(5, -1, 0.1), doctest::Contains("variance is -1"), std::domain_error);
    CHECK_THROWS_WITH_AS(student_half_width(5, 1, 1), doctest::Contains("alpha is 1"), std::domain_error);
  }
}
