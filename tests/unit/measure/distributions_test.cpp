#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "mongecarlo/measure/distributions/annulus.hpp"
#include "mongecarlo/measure/distributions/beta_product.hpp"
#include "mongecarlo/measure/distributions/circle.hpp"
#include "mongecarlo/measure/distributions/truncated_normal.hpp"
#include "mongecarlo/measure/distributions/truncated_normal_mixture.hpp"
#include "mongecarlo/measure/distributions/two_moons.hpp"
#include "mongecarlo/measure/distributions/uniform_box.hpp"
#include "mongecarlo/measure/distributions/uniform_cube.hpp"
#include "mongecarlo/measure/distributions/uniform_ellipsoid.hpp"
#include "mongecarlo/measure/distributions/uniform_sphere.hpp"

using namespace mongecarlo;

namespace {

double density(double z) { return std::exp(-0.5 * z * z) / std::sqrt(2 * std::numbers::pi); }
double mass(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }
Vector pair(double x, double y) { return Eigen::Vector2d(x, y); }

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("a box keeps the bounds of each coordinate") {
    const auto box = make_uniform_box(pair(0, -3), pair(1, 5));
    CHECK(*box->mean() == pair(0.5, 1));
    CHECK((*box->covariance())(1, 1) == doctest::Approx(64.0 / 12));
    CHECK(box->diameter() == doctest::Approx(std::sqrt(65.0)));
    const Points points = box->sample(2000, Stream(StreamKey{1}, 0));
    CHECK(points.col(0).minCoeff() >= 0);
    CHECK(points.col(0).maxCoeff() <= 1);
    CHECK(points.col(1).minCoeff() < -2.9);
    CHECK(points.col(1).maxCoeff() > 4.9);
  }

  TEST_CASE("moments of the truncated normal law match the closed forms") {
    for (const auto& [a, b] :
         {std::pair(-1.0, 2.0), std::pair(0.5, 3.0), std::pair(-40.0, 40.0), std::pair(-2.0, 0.0)}) {
      const double z = mass(b) - mass(a), shift = (density(a) - density(b)) / z;
      const double variance = 1 + (a * density(a) - b * density(b)) / z - shift * shift;
      const auto law = make_truncated_normal(1, 3, 2, 3 + 2 * a, 3 + 2 * b);
      CHECK((*law->mean())[0] == doctest::Approx(3 + 2 * shift).epsilon(1e-13));
      CHECK((*law->covariance())(0, 0) == doctest::Approx(4 * variance).epsilon(1e-12));
    }
  }

  TEST_CASE("a narrow piece of the normal law is nearly uniform") {
    const auto law = make_truncated_normal(1, 0, 1, 1, 1 + 1e-6);
    CHECK((*law->covariance())(0, 0) == doctest::Approx(1e-12 / 12).epsilon(1e-6));
    CHECK(((*law->mean())[0] - 1) * 1e6 == doctest::Approx(0.5).epsilon(1e-6));
  }

  TEST_CASE("far tails are mirror images and keep their digits") {
    const auto high = make_truncated_normal(1, 0, 1, 20, 30), low = make_truncated_normal(1, 0, 1, -30, -20);
    for (const double p : {0.125, 0.5, 0.75}) {
      CHECK(*high->quantile(p) == doctest::Approx(-*low->quantile(1 - p)).epsilon(1e-14));
      // P(X > t) / P(X > 20) = 1 - p
      CHECK(std::erfc(*high->quantile(p) / std::sqrt(2.0)) / std::erfc(20 / std::sqrt(2.0)) ==
            doctest::Approx(1 - p).epsilon(1e-11));
    }
    CHECK((*high->mean())[0] == doctest::Approx(20.0498).epsilon(1e-4));
  }

  TEST_CASE("a mixture of one is its component") {
    Points centre(1, 2);
    centre << 0.5, -0.5;
    const auto mixture = make_truncated_normal_mixture(Vector::Ones(1), centre, Vector::Constant(1, 0.7), -1, 1);
    const auto component = make_truncated_normal(pair(0.5, -0.5), 0.7, -1, 1);
    CHECK((*mixture->mean() - *component->mean()).norm() < 1e-15);
    CHECK((*mixture->covariance() - *component->covariance()).norm() < 1e-15);
    CHECK(*mixture->marginal_cdf(1, 0.2) == *component->marginal_cdf(1, 0.2));
    CHECK(mixture->diameter() == component->diameter());
  }

  TEST_CASE("no two points of the moons are farther apart than the diameter and some are as far") {
    for (const double noise : {0.0, 0.2, 2.0}) {
      double farthest = 0;
      for (int i = 0; i <= 200; ++i)
        for (int j = 0; j <= 200; ++j) {
          const double s = std::numbers::pi * i / 200, t = std::numbers::pi * j / 200;
          const Vector first = pair(std::cos(s) - 0.5, std::sin(s) - 0.25),
                       second = pair(std::cos(t) - 0.5, std::sin(t) - 0.25);
          farthest = std::max({farthest, (first + second).norm(), (first - second).norm()});
        }
      CHECK(make_two_moons(noise)->diameter() == doctest::Approx(farthest + 2 * noise).epsilon(1e-14));
    }
  }

  TEST_CASE("without noise the moons lie on their arcs and the annulus is the circle") {
    const Points moons = make_two_moons(0)->sample(500, Stream(StreamKey{2}, 0));
    for (Index i = 0; i < 500; ++i) {
      const Vector x = moons.row(i).transpose();
      const double first = (x + pair(0.5, 0.25)).norm(), second = (x - pair(0.5, 0.25)).norm();
      CHECK(std::min(std::abs(first - 1), std::abs(second - 1)) < 1e-12);
    }
    const auto ring = make_annulus(2, 0), circle = make_circle(2);
    for (const double t : {-2.5, -2.0, -1.0, 0.0, 0.3, 1.9, 2.0, 3.0})
      CHECK(*ring->marginal_cdf(0, t) == doctest::Approx(*circle->marginal_cdf(0, t)).epsilon(1e-13));
    CHECK(*ring->covariance() == *circle->covariance());
  }

  TEST_CASE("the circle is the sphere of the plane and marginals on the sphere are uniform") {
    const auto circle = make_circle(1.5), sphere = make_uniform_sphere(2, 1.5), ball = make_uniform_sphere(3, 1);
    for (const double t : {-1.4, -0.3, 0.0, 0.9, 1.49}) {
      CHECK(*circle->marginal_cdf(1, t) == doctest::Approx(*sphere->marginal_cdf(1, t)).epsilon(1e-12));
      // Archimedes: the height of a uniform point of the sphere is uniform.
      CHECK(*ball->marginal_cdf(2, t / 1.5) == doctest::Approx(0.5 * (1 + t / 1.5)).epsilon(1e-12));
    }
  }

  TEST_CASE("tiny shapes of the beta law end near zero and one without dividing zero by zero") {
    const Points points = make_beta_product(1, 1e-3, 1e-3)->sample(2000, Stream(StreamKey{3}, 0));
    CHECK(points.allFinite());
    CHECK(points.minCoeff() >= 0);
    CHECK(points.maxCoeff() <= 1);
    const Points mixed = make_beta_product(1, 1e-3, 2)->sample(2000, Stream(StreamKey{3}, 0));
    CHECK(mixed.allFinite());
  }

  TEST_CASE("typed factories refuse bad arguments by name") {
    CHECK_THROWS_WITH_AS(make_uniform_box(Vector(0), Vector(0)), doctest::Contains("lower is empty"),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(make_uniform_box(pair(0, 0), Vector::Ones(1)), doctest::Contains("upper has size 1"),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(make_uniform_box(pair(0, 1), pair(1, 1)), doctest::Contains("upper - lower"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(make_uniform_cube(0), doctest::Contains("dimension is 0"), std::domain_error);
    CHECK_THROWS_WITH_AS(make_uniform_ellipsoid(pair(1, 0)), doctest::Contains("semi_axes"), std::domain_error);
    CHECK_THROWS_WITH_AS(make_uniform_ellipsoid(Vector(0)), doctest::Contains("semi_axes is empty"),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(make_truncated_normal(Vector(0), 1, 0, 1), doctest::Contains("mean is empty"),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(make_truncated_normal_mixture(Vector::Ones(2), Points::Zero(1, 2), Vector::Ones(1), 0, 1),
                         doctest::Contains("weights has size 2"), std::invalid_argument);
    CHECK_THROWS_WITH_AS(make_truncated_normal_mixture(Vector::Ones(1), Points::Zero(1, 2), Vector::Ones(2), 0, 1),
                         doctest::Contains("deviations has size 2"), std::invalid_argument);
    CHECK_THROWS_WITH_AS(make_uniform_sphere(3)->marginal_cdf(3, 0), doctest::Contains("coordinate is 3"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(make_annulus(1, 1.5), doctest::Contains("noise is 1.5"), std::domain_error);
  }
}
