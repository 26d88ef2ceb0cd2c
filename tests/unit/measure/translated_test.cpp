#include "mongecarlo/measure/translated.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "mongecarlo/measure/distributions/bernoulli.hpp"
#include "mongecarlo/measure/distributions/two_moons.hpp"
#include "mongecarlo/measure/distributions/uniform_cube.hpp"

using namespace mongecarlo;

TEST_SUITE("unit") {
  TEST_CASE("a translated law draws the same points plus the shift") {
    const Vector shift = Eigen::Vector2d(3, -1);
    const auto law = make_two_moons(0.1), moved = translate(law, shift);
    const Stream stream(StreamKey{1}, 0);
    const Points points = law->sample(100, stream).rowwise() + shift.transpose();
    CHECK(moved->sample(100, stream) == points);
  }

  TEST_CASE("what is known of a law moves with it") {
    const auto law = make_uniform_cube(1, 0, 2), moved = translate(law, Vector::Constant(1, 5));
    CHECK((*moved->mean())[0] == 6);
    CHECK(*moved->covariance() == *law->covariance());
    CHECK(moved->diameter() == 2);
    CHECK(moved->diameter_is_exact());
    CHECK(*moved->marginal_cdf(0, 5.5) == 0.25);
    CHECK(*moved->quantile(0.25) == 5.5);
    CHECK_FALSE(moved->atoms().has_value());
    const auto coin = translate(make_bernoulli(0.5), Vector::Constant(1, -1));
    CHECK(coin->atoms()->points(0, 0) == -1);
    CHECK(coin->atoms()->points(1, 0) == 0);
    CHECK_FALSE(translate(make_two_moons(0), Vector::Zero(2))->quantile(0.5).has_value());
  }

  TEST_CASE("bad shifts are refused by name") {
    const auto law = make_uniform_cube(2);
    CHECK_THROWS_WITH_AS(translate(nullptr, Vector::Zero(2)), doctest::Contains("law is empty"), std::invalid_argument);
    CHECK_THROWS_WITH_AS(translate(law, Vector::Zero(1)), doctest::Contains("shift has size 1"), std::invalid_argument);
    CHECK_THROWS_WITH_AS(translate(law, Vector::Constant(2, std::nan(""))), doctest::Contains("shift[0]"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(translate(law, Vector::Zero(2))->marginal_cdf(2, 0), doctest::Contains("coordinate is 2"),
                         std::domain_error);
  }
}
