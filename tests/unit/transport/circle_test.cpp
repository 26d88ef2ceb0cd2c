#include "mongecarlo/transport/solvers/circle.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "mongecarlo/transport/certificate.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

Matrix equispaced(Index n, double circumference, double turn) {
  Matrix points(n, 1);
  for (Index i = 0; i < n; ++i) points(i, 0) = circumference * static_cast<double>(i) / static_cast<double>(n) + turn;
  return points;
}

LineMeasure measure(const Matrix& points, const Vector& weights) {
  return {{points.data(), static_cast<std::size_t>(points.size())},
          {weights.data(), static_cast<std::size_t>(weights.size())}};
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("circle agrees with exact for every power weight and shape and is certified") {
    Numbers numbers(1);
    const std::pair<Index, Index> shapes[] = {{1, 1}, {1, 5}, {5, 1}, {6, 6}, {30, 30}, {25, 40}, {60, 13}};
    for (auto [n, m] : shapes)
      for (double power : {1.0, 1.3, 2.0, 3.0})
        for (bool is_uniform : {false, true})
          for (double spread : {1.0, 0.2}) {
            CAPTURE(n);
            CAPTURE(m);
            CAPTURE(power);
            CAPTURE(is_uniform);
            // Around the seam, and in other turns than the first.
            const Matrix x = (spread * numbers.matrix(n, 1)).array() - 0.1,
                         y = (spread * numbers.matrix(m, 1)).array() + 2.93;
            const Vector a = is_uniform ? Vector() : numbers.weights(n), b = is_uniform ? Vector() : numbers.weights(m);
            const Problem problem = problem_from_points(x, y, GroundCost::circular(1, power), a, b);
            const Result turned = solve("circle", problem), general = solve("exact", problem);
            CHECK(turned.termination == Termination::converged);
            CHECK(turned.objective == doctest::Approx(general.objective).epsilon(1e-11));
            CHECK(turned.certified_objective.gap() < 1e-11);
            CHECK(std::abs(turned.duality_gap) < 1e-13);
            const Certificate certificate = certify(solvers::circle, {}, problem, turned);
            for (const std::string& fault : certificate.faults) FAIL_CHECK(fault);
            CHECK(certificate.objective.gap() < 1e-12);
          }
  }

  TEST_CASE("turning equally spaced points costs the smaller turn") {
    for (double power : {1.0, 2.0})
      for (double turn : {0.0, 0.05, 0.1, 0.4, 3.1}) {
        const Matrix x = equispaced(5, 2, 0), y = equispaced(5, 2, turn);
        const double nearest = std::abs(std::remainder(turn, 0.4));
        const Result result = solve("circle", problem_from_points(x, y, GroundCost::circular(2, power), {}, {}));
        CHECK(result.objective == doctest::Approx(std::pow(nearest, power)).epsilon(1e-12));
      }
  }

  TEST_CASE("repeated points and zero weights keep the certificate") {
    Matrix x(5, 1), y(4, 1);
    x << 0, 0.25, 0.25, 0.5, 1;
    y << 0.25, 0.25, 0, 0.9;
    const Vector a{{0.2, 0.0, 0.3, 0.1, 0.4}}, b{{0.25, 0.25, 0.5, 0.0}};
    for (double power : {1.0, 2.0}) {
      const Problem problem = problem_from_points(x, y, GroundCost::circular(1, power), a, b);
      const Result result = solve("circle", problem);
      CHECK(certify(solvers::circle, {}, problem, result).is_sound());
      CHECK(result.objective == doctest::Approx(solve("exact", problem).objective).epsilon(1e-13));
    }
  }

  TEST_CASE("the median of the distribution functions gives W1 on the circle") {
    Numbers numbers(2);
    CumulativeDifference difference;
    for (int round = 0; round < 40; ++round) {
      const Index n = 1 + round % 9, m = 1 + round % 7;
      const Matrix x = 2 * numbers.matrix(n, 1), y = 2 * numbers.matrix(m, 1);
      const Vector a = numbers.weights(n), b = numbers.weights(m);
      const Certified exact =
          solve("exact", problem_from_points(x, y, GroundCost::circular(2), a, b)).certified_objective;
      difference.build(measure(x, a), measure(y, b));
      const Certified value = difference.circle_w1(2);
      CHECK(value.lower <= exact.upper);
      CHECK(value.upper >= exact.lower);
      CHECK(value.gap() < 1e-13);
      CHECK(value.midpoint() <= difference.line_w1().upper);
    }
  }

  TEST_CASE("W1 on the line by distribution functions agrees with sorting") {
    Numbers numbers(3);
    CumulativeDifference difference;
    const std::pair<Index, Index> shapes[] = {{1, 1}, {1, 6}, {7, 3}, {40, 40}, {300, 200}};
    for (auto [n, m] : shapes)
      for (bool is_uniform : {true, false}) {
        const Matrix x = numbers.matrix(n, 1).array() - 0.5, y = numbers.matrix(m, 1);
        const Vector a = is_uniform ? Vector() : numbers.weights(n), b = is_uniform ? Vector() : numbers.weights(m);
        difference.build(measure(x, a), measure(y, b));
        const Certified sorted =
            solve("univariate", problem_from_points(x, y, GroundCost::euclidean(), a, b)).certified_objective;
        const Certified value = difference.line_w1();
        CHECK(value.lower <= sorted.upper);
        CHECK(value.upper >= sorted.lower);
        CHECK(value.gap() < 1e-13);
      }
  }

  TEST_CASE("Diracs on the line are as far apart as they are") {
    CumulativeDifference difference;
    const double x = -3, y = 4.5;
    difference.build({{&x, 1}}, {{&y, 1}});
    CHECK(difference.line_w1().midpoint() == doctest::Approx(7.5).epsilon(1e-15));
    difference.build({{&x, 1}}, {{&x, 1}});
    CHECK(difference.line_w1().upper < 1e-14);
  }

  TEST_CASE("what is no problem on a circle is refused by name") {
    const Matrix line = Matrix::Ones(2, 1), plane = Matrix::Ones(2, 2);
    CHECK(
        mentions(complaint([&] { solve("circle", problem_from_points(line, line, GroundCost::euclidean(), {}, {})); }),
                 "cost is euclidean"));
    CHECK(mentions(
        complaint([&] { solve("circle", problem_from_points(plane, plane, GroundCost::circular(1), {}, {})); }),
        "x has 2 columns"));
    CHECK(mentions(
        complaint([&] { solve("circle", problem_from_points(line, line, GroundCost::circular(1, 0.5), {}, {})); }),
        "power is 0.5"));
    CHECK(mentions(complaint([&] {
                     const Matrix cost = Matrix::Ones(2, 2);
                     solve("circle", problem_from_matrix(cost, {}, {}));
                   }),
                   "a cost matrix alone is not enough"));
    CHECK(mentions(complaint([&] { solve("exact", problem_from_points(plane, plane, GroundCost::circular(1), {}, {})); }),
                   "is a cost on the line"));
    CumulativeDifference difference;
    const double two = 2, nan = std::nan("");
    const double one = 1;
    difference.build({{&two, 1}}, {{&one, 1}});
    CHECK(mentions(complaint([&] { difference.circle_w1(0.5); }), "range of the points is 1"));
    CHECK(mentions(complaint([&] { difference.build({{&nan, 1}}, {{&two, 1}}); }), "a.points[0] is nan"));
    CHECK(mentions(complaint([&] { difference.build({}, {{&two, 1}}); }), "a.points is empty"));
    CHECK(mentions(complaint([&] { difference.build({{&two, 1}}, {{&two, 1}, {&two, 1}}); }), "mass of b is 2"));
  }
}
