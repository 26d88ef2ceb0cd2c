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

  TEST_CASE("huber is half a square near and a line far away in every dimension") {
    const auto huber = GroundCost::huber(2);
    const std::vector<double> o{0, 0}, near{0.6, 0.8}, far{6, 8};
    CHECK(huber(o, near) == doctest::Approx(0.5).epsilon(1e-15));
    CHECK(huber(o, far) == doctest::Approx(2 * (10 - 1)).epsilon(1e-15));
    CHECK(huber.bound(10) == doctest::Approx(18));
    CHECK(huber.is_convex());
    CHECK_FALSE(huber.is_on_line());
    std::vector<double> gradient{0, 0};
    huber.add_gradient(far, o, 1, gradient);
    CHECK(gradient[0] == doctest::Approx(2 * 0.6));
    CHECK(gradient[1] == doctest::Approx(2 * 0.8));
  }

  TEST_CASE("costs on the line agree with their definition and their slope with differences") {
    const auto value = [](double t) { return t * t + t; };
    const GroundCost costs[] = {
        GroundCost::asymmetric(1, 3),  GroundCost::asymmetric(2, 0.5, 1.5),
        GroundCost::circular(1.25, 2), GroundCost::huber(0.3),
        GroundCost::euclidean(3),      GroundCost::convex({"t^2 + t", value, [](double t) { return 2 * t + 1; }})};
    const double expected[] = {3 * 0.7,   0.5 * std::pow(0.7, 1.5), 0.55 * 0.55, 0.3 * (0.7 - 0.15), std::pow(0.7, 3),
                               value(0.7)};
    for (std::size_t k = 0; k < std::size(costs); ++k) {
      CAPTURE(costs[k].name());
      const auto at = [&](double t) {
        const std::vector<double> x{t + 0.25}, y{0.25};
        return costs[k](x, y);
      };
      CHECK(at(0.7) == doctest::Approx(expected[k]).epsilon(1e-14));
      std::vector<double> differences{0.7, -0.2, 0};
      costs[k].of_differences(differences);
      CHECK(differences[0] == doctest::Approx(at(0.7)).epsilon(1e-14));
      CHECK(differences[1] == doctest::Approx(at(-0.2)).epsilon(1e-14));
      CHECK(differences[2] == at(0));
      for (double t : {0.7, -0.2, 0.1}) {
        const std::vector<double> x{t + 0.25}, y{0.25};
        std::vector<double> gradient{1};
        costs[k].add_gradient(x, y, 2, gradient);
        CHECK(gradient[0] == doctest::Approx(1 + 2 * (at(t + 1e-6) - at(t - 1e-6)) / 2e-6).epsilon(1e-7));
        CHECK(costs[k].sensitivity(t, at(t)) >= std::abs(at(t)) + std::abs(t * (gradient[0] - 1) / 2) - 1e-12);
        CHECK(costs[k].bound(0.7) >= at(t));
      }
    }
    CHECK(GroundCost::asymmetric(1, 3).is_convex());
    CHECK_FALSE(GroundCost::circular(1, 2).is_convex());
    CHECK(GroundCost::circular(1, 2).is_circular());
    CHECK(GroundCost::circular(1, 1).bound(3) == 0.5);
  }

  TEST_CASE("bad arguments of a ground cost are named") {
    CHECK(mentions(complaint([&] { GroundCost::huber(0); }), "threshold is 0"));
    CHECK(mentions(complaint([&] { GroundCost::asymmetric(-1, 1); }), "forward is -1"));
    CHECK(mentions(complaint([&] { GroundCost::asymmetric(1, -1); }), "backward is -1"));
    CHECK(mentions(complaint([&] { GroundCost::asymmetric(1, 1, 0.5); }), "power is 0.5"));
    CHECK(mentions(complaint([&] { GroundCost::circular(-2); }), "circumference is -2"));
    CHECK(mentions(complaint([&] { GroundCost::convex({}); }), "has no value"));
    const std::vector<double> pair{1, 2};
    CHECK(mentions(complaint([&] { GroundCost::asymmetric(1, 2)(pair, pair); }), "x has 2 coordinates"));

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
