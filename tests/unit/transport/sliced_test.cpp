#include "mongecarlo/transport/solvers/sliced.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "mongecarlo/transport/certificate.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

double norm_of(const Matrix& difference) { return difference.norm(); }

// The mean over many equally spaced angles of the exact cost between projections: the midpoint rule, slow and plain.
double by_angles(const Matrix& x, const Matrix& y, const Vector& a, const Vector& b, double power, int count) {
  double sum = 0;
  for (int k = 0; k < count; ++k) {
    const double angle = std::numbers::pi * (k + 0.5) / count;
    const Vector theta{{std::cos(angle), std::sin(angle)}};
    const Matrix px = x * theta, py = y * theta;
    sum += solve("exact", problem_from_points(px, py, GroundCost::euclidean(power), a, b)).objective;
  }
  return sum / count;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("sliced is the mean of exact costs between projections") {
    Numbers numbers(1);
    for (auto [n, m] : {std::pair<Index, Index>{1, 1}, {7, 7}, {6, 11}})
      for (Index d : {1, 2, 5})
        for (bool is_uniform : {true, false})
          for (const GroundCost& ground :
               {GroundCost::euclidean(1), GroundCost::squared_euclidean(), GroundCost::huber(0.2)}) {
            const Matrix x = numbers.matrix(n, d), y = numbers.matrix(m, d).array() + 3.5;
            const Vector a = is_uniform ? Vector() : numbers.weights(n), b = is_uniform ? Vector() : numbers.weights(m);
            const Problem problem = problem_from_points(x, y, ground, a, b);
            const SolverOptions options{.directions = 9};
            const Result result = solve("sliced", problem, options);
            SlicedTransport slices;
            slices.draw_directions(d, 9, Stream(stream_key(options.seed, "sliced", "directions"), 0));
            double sum = 0;
            for (Index l = 0; l < 9; ++l) {
              CHECK(slices.directions().row(l).norm() == doctest::Approx(1).epsilon(1e-15));
              const Matrix px = x * slices.directions().row(l).transpose(),
                           py = y * slices.directions().row(l).transpose();
              sum += solve("exact", problem_from_points(px, py, ground, a, b)).objective;
            }
            CHECK(result.termination == Termination::converged);
            CHECK(result.certified_objective.lower <= sum / 9 * (1 + 1e-14));
            CHECK(result.certified_objective.upper >= sum / 9 * (1 - 1e-14));
            CHECK(result.certified_objective.gap() < 1e-11);
          }
  }

  TEST_CASE("the integral over the plane agrees with many angles and with translations") {
    Numbers numbers(2);
    for (double power : {1.0, 2.0})
      for (bool is_uniform : {true, false}) {
        const Matrix x = numbers.matrix(5, 2), y = numbers.matrix(is_uniform ? 5 : 4, 2);
        const Vector a = is_uniform ? Vector() : numbers.weights(5), b = is_uniform ? Vector() : numbers.weights(4);
        const GroundCost ground = GroundCost::euclidean(power);
        const Result result = solve("sliced", problem_from_points(x, y, ground, a, b));
        REQUIRE(result.integral_interval);
        CHECK(result.integral_interval->gap() < 1e-12);
        CHECK(result.integral_interval->midpoint() ==
              doctest::Approx(by_angles(x, y, a, b, power, 4000)).epsilon(1e-5));
        Matrix moved = x;
        moved.rowwise() += Eigen::RowVector2d(0.3, -1.7);
        const Certified translation = *solve("sliced", problem_from_points(x, moved, ground, a, a)).integral_interval;
        const double distance = std::hypot(0.3, 1.7);
        const double truth = power == 1 ? distance * 2 / std::numbers::pi : 0.5 * distance * distance;
        CHECK(translation.lower <= truth);
        CHECK(translation.upper >= truth);
      }
  }

  TEST_CASE("Diracs have a closed form in every dimension") {
    Numbers numbers(3);
    for (int d : {1, 2, 3, 10})
      for (double power : {1.0, 2.0, 3.0}) {
        const Matrix x = numbers.matrix(1, d), y = numbers.matrix(1, d);
        const Result result =
            solve("sliced", problem_from_points(x, y, GroundCost::euclidean(power), {}, {}), {.directions = 20000});
        const double truth = std::pow(norm_of(x - y), power) * sphere_moment(d, power);
        if (d == 2 && power == 3) continue;  // no integral of it in the plane, and an interval by chance
        CHECK(result.integral_interval->midpoint() == doctest::Approx(truth).epsilon(1e-13));
        CHECK(std::abs(result.objective - truth) <= 5 * *result.standard_error + 1e-14);
      }
    CHECK(sphere_moment(7, 2) == doctest::Approx(1.0 / 7).epsilon(1e-14));
    CHECK(sphere_moment(3, 1) == doctest::Approx(0.5).epsilon(1e-14));
    CHECK(sphere_moment(5, 4) == doctest::Approx(3.0 / 35).epsilon(1e-14));
  }

  TEST_CASE("the interval of the integral shrinks with the directions and holds it for a translation") {
    Numbers numbers(4);
    const Matrix x = numbers.matrix(20, 4);
    Matrix y = x;
    y.rowwise() += Eigen::RowVector4d(1, -0.5, 0.25, 2);
    const double truth = (y.row(0) - x.row(0)).squaredNorm() / 4;
    double before = std::numeric_limits<double>::infinity();
    for (long long directions : {10, 100, 1000, 10000}) {
      const Result result = solve("sliced", problem_from_points(x, y, GroundCost::squared_euclidean(), {}, {}),
                                  {.directions = directions});
      CHECK(result.integral_interval->lower <= truth);
      CHECK(result.integral_interval->upper >= truth);
      CHECK(result.integral_interval->gap() < before);
      before = result.integral_interval->gap();
    }
    CHECK(before < 0.3);
  }

  TEST_CASE("the standard error of a translation is the one of the squared coordinate") {
    // Var of <theta, t>^2 is 2 (d - 1) / (d^2 (d + 2)) |t|^4.
    const Matrix x = Matrix::Zero(1, 5), y = Matrix::Ones(1, 5);
    const Result result =
        solve("sliced", problem_from_points(x, y, GroundCost::squared_euclidean(), {}, {}), {.directions = 40000});
    CHECK(*result.standard_error == doctest::Approx(std::sqrt(2.0 * 4 / (25 * 7) * 25 / 40000)).epsilon(0.02));
  }

  TEST_CASE("a seed fixes the directions") {
    Numbers numbers(5);
    const Matrix x = numbers.matrix(8, 3), y = numbers.matrix(8, 3);
    const Problem problem = problem_from_points(x, y, GroundCost::euclidean(), {}, {});
    CHECK(solve("sliced", problem, {.seed = 7}).objective == solve("sliced", problem, {.seed = 7}).objective);
    CHECK(solve("sliced", problem, {.seed = 7}).objective != solve("sliced", problem, {.seed = 8}).objective);
  }

  TEST_CASE("what cannot be sliced is refused by name") {
    const Matrix x = Matrix::Ones(2, 2);
    const auto told = [&](const GroundCost& ground, const SolverOptions& options) {
      return complaint([&] { solve("sliced", problem_from_points(x, x, ground, {}, {}), options); });
    };
    CHECK(mentions(told(GroundCost::euclidean(0.5), {}), "cost is euclidean^0.5"));
    CHECK(mentions(told(GroundCost::asymmetric(1, 2), {}), "cost is asymmetric"));
    CHECK(mentions(told(GroundCost::euclidean(), {.directions = 0}), "directions is 0"));
    CHECK(mentions(complaint([&] { solve("sliced", problem_from_matrix(x, {}, {})); }), "x and y are missing"));
    const Problem problem = problem_from_points(x, x, GroundCost::euclidean(), {}, {});
    CHECK_THROWS_AS(certify(solvers::sliced, {}, problem, solve("sliced", problem)), std::invalid_argument);
    SlicedTransport slices;
    CHECK(mentions(complaint([&] { slices.draw_directions(0, 1, Stream(StreamKey{1}, 0)); }), "dimension is 0"));
  }
}
