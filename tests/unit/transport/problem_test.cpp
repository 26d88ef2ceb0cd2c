#include "mongecarlo/transport/problem.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string complaint_about(const Problem& problem) {
  return complaint([&] {
    problem.validate("door");
    problem.validate_balance("door");
  });
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("a good problem passes and knows its shape") {
    Numbers numbers(1);
    const Matrix cost = numbers.matrix(3, 4);
    const Vector a = numbers.weights(3), b = numbers.weights(4);
    const Problem problem = problem_from_matrix(cost, a, b);
    CHECK(complaint_about(problem) == "");
    CHECK(problem.sources() == 3);
    CHECK(problem.targets() == 4);
    CHECK_FALSE(problem.is_uniform());
    CHECK_FALSE(problem.is_square());
    CHECK(problem_from_matrix(cost, {}, {}).is_uniform());
    CHECK(problem_from_matrix(cost, {}, {}).targets() == 4);
  }

  TEST_CASE("each bad entry of a problem is named") {
    const Matrix cost = Matrix::Ones(2, 2);
    const Vector w{{0.5, 0.5}};
    Matrix bad_cost = cost;
    bad_cost(1, 0) = kNan;
    CHECK(mentions(complaint_about(problem_from_matrix(bad_cost, w, w)), "cost[2] is nan"));
    bad_cost(1, 0) = -kInfinity;
    CHECK(mentions(complaint_about(problem_from_matrix(bad_cost, w, w)), "cost[2] is -inf"));
    bad_cost(1, 0) = -1e200;
    CHECK(mentions(complaint_about(problem_from_matrix(bad_cost, w, w)), "largest absolute cost is 1e+200"));
    for (double bad : {-0.5, kNan, kInfinity}) {
      const Vector v{{0.5, bad}};
      CHECK(mentions(complaint_about(problem_from_matrix(cost, v, w)), "a[1]"));
      CHECK(mentions(complaint_about(problem_from_matrix(cost, w, v)), "b[1]"));
    }
    const Vector none{{0.0, 0.0}};
    CHECK(mentions(complaint_about(problem_from_matrix(cost, none, w)), "a has total 0"));
    const Vector heavy{{0.5, 0.6}};
    CHECK(mentions(complaint_about(problem_from_matrix(cost, w, heavy)), "mass of b is 1.1"));
    CHECK(mentions(complaint_about(problem_from_matrix(cost, w, (1 + 2e-9) * w)), "mass of b"));
    CHECK(complaint_about(problem_from_matrix(cost, w, (1 + 1e-10) * w)) == "");
  }

  TEST_CASE("each bad shape of a problem is named") {
    const Matrix cost = Matrix::Ones(2, 3), empty;
    const Vector two{{0.5, 0.5}}, three{{0.5, 0.25, 0.25}};
    CHECK(mentions(complaint_about(problem_from_matrix(cost, three, three)), "rows of cost has size 2"));
    CHECK(mentions(complaint_about(problem_from_matrix(cost, two, two)), "columns of cost has size 3"));
    CHECK(mentions(complaint_about(problem_from_matrix(empty, two, two)), "cost is empty"));
    const Matrix line = Matrix::Ones(2, 1), plane = Matrix::Ones(2, 2);
    const auto ground = GroundCost::euclidean();
    CHECK(mentions(complaint_about(problem_from_points(line, plane, ground, {}, {})), "columns of y has size 2"));
    CHECK(mentions(complaint_about(problem_from_points(line, line, ground, three, {})), "x has size 2"));
    CHECK(mentions(complaint_about(problem_from_points(line, line, ground, {}, three)), "y has size 2"));
    const Matrix bad = Matrix::Constant(2, 1, kNan);
    CHECK(mentions(complaint_about(problem_from_points(bad, line, ground, {}, {})), "x[0] is nan"));
    CHECK(mentions(complaint_about(problem_from_points(line, bad, ground, {}, {})), "y[0] is nan"));
  }

  TEST_CASE("a cost that overflows is refused where it is computed") {
    Matrix x(1, 1), y(1, 1);
    x << 1e100;
    y << -1e100;
    const auto problem = problem_from_points(x, y, GroundCost::squared_euclidean(), {}, {});
    CHECK(mentions(complaint([&] { solve("exact", problem); }), "largest cost"));
  }

  TEST_CASE("every balanced solver refuses masses that differ") {
    Matrix x(2, 1);
    x << 0, 1;
    const Vector w{{0.5, 0.5}}, heavy{{1.0, 0.5}};
    for (const SolverFamily* family : solver_table()) {
      if (!family->needs_balance) continue;
      const auto problem = problem_from_points(x, x, cost_for(*family, GroundCost::euclidean()), w, heavy);
      CAPTURE(family->name);
      const SolverOptions options{.epsilon = family->uses_epsilon ? 0.1 : 0};
      CHECK(mentions(complaint([&] {
                       Result result;
                       family->make(options)->solve(problem, result);
                     }),
                     "mass of b is 1.5"));
    }
  }

  TEST_CASE("masses that rounding made unequal are taken for equal") {
    Numbers numbers(71);
    const Matrix x = numbers.matrix(8, 1), y = numbers.matrix(9, 1);
    const Vector a = numbers.weights(8), b = numbers.weights(9), more = (1 + 1e-10) * b;
    for (const char* solver : {"exact", "univariate", "circle", "entropic", "sinkhorn_divergence"}) {
      CAPTURE(solver);
      const GroundCost ground = cost_for(*find_solver(solver), GroundCost::squared_euclidean());
      const SolverOptions options{.epsilon = 0.1, .tolerance = 1e-13};
      const Result equal = solve(solver, problem_from_points(x, y, ground, a, b), options);
      const Result off = solve(solver, problem_from_points(x, y, ground, a, more), options);
      CHECK(std::abs(off.objective - equal.objective) <= 1e-13);
    }
  }
}
