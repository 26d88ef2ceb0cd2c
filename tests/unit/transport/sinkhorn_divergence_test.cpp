#include "mongecarlo/transport/solvers/sinkhorn_divergence.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

TEST_SUITE("unit") {
  TEST_CASE("the divergence is the entropic value minus half of both self terms") {
    Numbers numbers(1);
    const Matrix x = numbers.matrix(8, 2), y = numbers.matrix(11, 2);
    const Vector a = numbers.weights(8), b = numbers.weights(11);
    for (double power : {1.0, 2.0})
      for (double epsilon : {0.02, 0.3}) {
        const auto ground = GroundCost::euclidean(power);
        const SolverOptions options{.epsilon = epsilon, .tolerance = 1e-12};
        const double value = solve("entropic", problem_from_points(x, y, ground, a, b), options).objective -
                             0.5 * solve("entropic", problem_from_points(x, x, ground, a, a), options).objective -
                             0.5 * solve("entropic", problem_from_points(y, y, ground, b, b), options).objective;
        const Result r = solve("sinkhorn_divergence", problem_from_points(x, y, ground, a, b), options);
        CHECK(r.termination == Termination::converged);
        CHECK(r.objective == doctest::Approx(value).epsilon(1e-10));
        CHECK(r.certified_objective.lower <= value + 1e-11);
        CHECK(r.certified_objective.upper >= value - 1e-11);
        CHECK(r.certified_objective.gap() < 1e-9);
        CHECK(r.dense_plan.sum() == doctest::Approx(1));
      }
  }

  TEST_CASE("a translation by t is worth the square of t") {
    Numbers numbers(2);
    const Matrix x = numbers.matrix(10, 2);
    Matrix y = x;
    y.col(0).array() += 0.3;
    y.col(1).array() -= 0.4;
    const auto problem = problem_from_points(x, y, GroundCost::squared_euclidean(), {}, {});
    for (double epsilon : {0.05, 0.5, 5.0})
      CHECK(solve("sinkhorn_divergence", problem, {.epsilon = epsilon, .tolerance = 1e-12}).objective ==
            doctest::Approx(0.25).epsilon(1e-9));
  }

  TEST_CASE("the divergence of a measure from itself is zero within its enclosure") {
    Numbers numbers(3);
    const Matrix x = numbers.matrix(9, 3);
    const Vector a = numbers.weights(9);
    const Result r = solve("sinkhorn_divergence", problem_from_points(x, x, GroundCost::euclidean(), a, a),
                           {.epsilon = 0.1, .tolerance = 1e-11});
    CHECK(std::abs(r.objective) < 1e-10);
    CHECK(r.certified_objective.lower <= 0);
    CHECK(r.certified_objective.upper >= 0);
  }

  TEST_CASE("the divergence is certified where weights are lighter than the tolerance") {
    Numbers numbers(4);
    for (int round = 0; round < 500; ++round) {
      CAPTURE(round);
      const Matrix x = numbers.matrix(5, 2), y = numbers.matrix(4, 2);
      const Vector a = numbers.weights_over(12, 5), b = numbers.weights_over(12, 4);
      const double epsilon = std::pow(10, -4 + 3 * numbers.next());
      const Result r = solve("sinkhorn_divergence", problem_from_points(x, y, GroundCost::euclidean(), a, b),
                             {.epsilon = epsilon, .tolerance = 1e-6});
      CHECK(r.termination == Termination::converged);
      CHECK(r.certified_objective.gap() <= 2 * 20e-6 * (1 + 40 * epsilon));
    }
  }

  TEST_CASE("the divergence needs points") {
    const Matrix cost = Matrix::Ones(2, 2);
    CHECK(mentions(complaint([&] { solve("sinkhorn_divergence", problem_from_matrix(cost, {}, {}), {.epsilon = 1}); }),
                   "x and y"));
  }
}
