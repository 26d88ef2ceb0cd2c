#include "mongecarlo/cost/ground_cost.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

TEST_SUITE("unit") {
  TEST_CASE("a filled matrix holds the cost of each pair in any dimension") {
    Numbers numbers(1);
    for (Index d : {1, 2, 3, 10, 700, 3000})
      for (double power : {0.5, 1.0, 2.0, 3.0}) {
        const Matrix x = numbers.matrix(4, d), y = numbers.matrix(9, d);
        const auto ground = GroundCost::euclidean(power);
        Matrix cost;
        ground.fill(view(x), view(y), cost);
        for (Index i = 0; i < 4; ++i)
          for (Index j = 0; j < 9; ++j) {
            const double expected = std::pow((x.row(i) - y.row(j)).norm(), power);
            CHECK(cost(i, j) == doctest::Approx(expected).epsilon(1e-13));
            CHECK(cost(i, j) == doctest::Approx(ground(row(view(x), i), row(view(y), j))).epsilon(1e-13));
          }
      }
  }

  TEST_CASE("gradients agree with differences of the cost") {
    Numbers numbers(2);
    for (double power : {0.5, 1.0, 1.5, 2.0, 3.0}) {
      const Matrix x = numbers.matrix(1, 3), y = numbers.matrix(1, 3);
      const auto ground = GroundCost::euclidean(power);
      std::vector<double> gradient(3, 1.0);
      ground.add_gradient(row(view(x), 0), row(view(y), 0), 2, gradient);
      for (Index k = 0; k < 3; ++k) {
        Matrix up = x, down = x;
        const double step = 1e-6;
        up(0, k) += step;
        down(0, k) -= step;
        const double slope =
            (ground(row(view(up), 0), row(view(y), 0)) - ground(row(view(down), 0), row(view(y), 0))) / (2 * step);
        CHECK(gradient[k] == doctest::Approx(1 + 2 * slope).epsilon(1e-7));
      }
    }
  }

  TEST_CASE("equal points add no gradient") {
    const std::vector<double> x{1, 2};
    for (double power : {0.5, 1.0, 1.5, 2.0}) {
      std::vector<double> gradient{3, 4};
      GroundCost::euclidean(power).add_gradient(x, x, 1, gradient);
      CHECK(gradient == std::vector<double>{3, 4});
    }
  }

  TEST_CASE("clouds far from the origin keep their digits") {
    Matrix x(1, 2), y(1, 2), cost;
    x << 1e8, 1e8;
    y << 1e8 + 0.25, 1e8 - 0.5;
    GroundCost::squared_euclidean().fill(view(x), view(y), cost);
    CHECK(cost(0, 0) == 0.3125);
  }

  TEST_CASE("the bound is the cost of the distance") {
    CHECK(GroundCost::squared_euclidean().bound(3) == 9);
    CHECK(GroundCost::euclidean().bound(3) == 3);
    CHECK(GroundCost::euclidean(1.5).bound(4) == doctest::Approx(8));
    CHECK(GroundCost::euclidean(1).is_convex());
    CHECK_FALSE(GroundCost::euclidean(0.9).is_convex());
    CHECK(GroundCost::euclidean(2).name() == "squared_euclidean");
    CHECK(GroundCost::euclidean().name() == "euclidean");
    CHECK(GroundCost::euclidean(3).name() == "euclidean^3");
  }

  TEST_CASE("bad arguments of a ground cost are named") {
    for (double bad : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()})
      CHECK(mentions(complaint([&] { GroundCost::euclidean(bad); }), "power is"));
    const auto ground = GroundCost::euclidean();
    CHECK(mentions(complaint([&] { ground.bound(-1); }), "distance is -1"));
    const std::vector<double> one{1}, two{1, 2};
    std::vector<double> gradient{0};
    CHECK(mentions(complaint([&] { ground(one, two); }), "y has size 2"));
    CHECK(mentions(complaint([&] { ground.add_gradient(one, two, 1, gradient); }), "y has size 2"));
    CHECK(mentions(complaint([&] { ground.add_gradient(two, two, 1, gradient); }), "gradient has size 1"));
    const Matrix line = Matrix::Ones(2, 1), plane = Matrix::Ones(2, 2);
    Matrix cost;
    CHECK(mentions(complaint([&] { ground.fill(view(line), view(plane), cost); }), "columns of y has size 2"));
  }
}
