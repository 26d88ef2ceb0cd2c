#include "mongecarlo/transport/solvers/exact.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "mongecarlo/transport/solvers/univariate.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

void check_optimal(const Result& result, const Matrix& cost, const Vector& a, const Vector& b) {
  const double size = cost.cwiseAbs().maxCoeff();
  CHECK(result.termination == Termination::converged);
  CHECK(std::abs(result.duality_gap) <= 1e-12 * size);
  CHECK(result.certified_objective.lower <= result.certified_objective.upper);
  CHECK(result.certified_objective.gap() <= 1e-11 * size);
  CHECK(misplaced_mass(result, a, b) <= 1e-13);
  CHECK(std::abs(misplaced_mass(result, a, b) - result.marginal_error) <= 1e-15);
  CHECK(infeasibility(result, cost) <= 1e-14 * size);
  for (const PlanEntry& entry : result.plan) CHECK(entry.mass > 0);
}

Vector equal_weights(Index n) { return Vector::Constant(n, 1.0 / static_cast<double>(n)); }

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("exact agrees with every permutation looked at") {
    Numbers numbers(1);
    for (Index n = 1; n <= 7; ++n)
      for (int round = 0; round < 20; ++round) {
        Matrix cost = numbers.matrix(n, n);
        if (round % 3 == 1) cost = (cost * 4).array().floor();  // many ties
        if (round % 3 == 2) cost.array() -= 0.5;                // negative costs
        const Vector w = equal_weights(n);
        const Result result = solve("exact", problem_from_matrix(cost, w, w));
        CHECK(result.objective == doctest::Approx(least_over_permutations(cost)).epsilon(1e-13));
        check_optimal(result, cost, w, w);
      }
  }

  TEST_CASE("exact certifies assignments of points") {
    Numbers numbers(2);
    for (Index n : {16, 63, 64, 65, 200})
      for (Index d : {1, 2, 10}) {
        const Matrix x = numbers.matrix(n, d), y = numbers.matrix(n, d);
        Matrix cost;
        GroundCost::squared_euclidean().fill(view(x), view(y), cost);
        const Vector w = equal_weights(n);
        const Result result = solve("exact", problem_from_points(x, y, GroundCost::squared_euclidean(), {}, {}));
        check_optimal(result, cost, w, w);
        CHECK(result.plan.size() == static_cast<std::size_t>(n));
      }
  }

  TEST_CASE("exact certifies general weights and shapes") {
    Numbers numbers(3);
    const std::pair<Index, Index> shapes[] = {{1, 1}, {1, 7}, {7, 1}, {5, 8}, {8, 5}, {60, 60}, {100, 37}, {33, 150}};
    for (auto [n, m] : shapes)
      for (bool is_uniform : {false, true}) {
        const Matrix cost = numbers.matrix(n, m);
        const Vector a = is_uniform ? equal_weights(n) : numbers.weights(n);
        const Vector b = is_uniform ? equal_weights(m) : numbers.weights(m);
        check_optimal(solve("exact", problem_from_matrix(cost, a, b)), cost, a, b);
      }
  }

  TEST_CASE("exact agrees with itself when the network simplex solves an assignment") {
    Numbers numbers(4);
    for (Index n : {3, 20, 80}) {
      const Matrix cost = numbers.matrix(n, n);
      Vector a = equal_weights(n);
      const double by_assignment = solve("exact", problem_from_matrix(cost, a, a)).objective;
      Vector b = a;
      b[0] = std::nextafter(b[0], 1);  // no longer equal: another algorithm
      CHECK(solve("exact", problem_from_matrix(cost, a, b)).objective == doctest::Approx(by_assignment).epsilon(1e-13));
    }
  }

  TEST_CASE("exact ships nothing from points without weight") {
    Numbers numbers(5);
    Matrix cost = numbers.matrix(6, 5);
    Vector a = numbers.weights(6), b = numbers.weights(5);
    a[2] = 0;
    b[4] = 0;
    a /= a.sum();
    b /= b.sum();
    const Result result = solve("exact", problem_from_matrix(cost, a, b));
    check_optimal(result, cost, a, b);
    for (const PlanEntry& entry : result.plan) {
      CHECK(entry.source != 2);
      CHECK(entry.target != 4);
    }
  }

  TEST_CASE("exact avoids entries of 1e32 beside entries near 1") {
    Numbers numbers(6);
    for (int round = 0; round < 20; ++round) {
      const Index n = 7;
      Matrix cost = numbers.matrix(n, n);
      for (Index i = 0; i < n; ++i)
        for (Index j = 0; j < n; ++j)
          if (i != j && numbers.next() < 0.6) cost(i, j) = 1e32;
      const Vector w = equal_weights(n);
      const Result result = solve("exact", problem_from_matrix(cost, w, w));
      CHECK(result.objective == doctest::Approx(least_over_permutations(cost)).epsilon(1e-13));
      CHECK(result.certified_objective.lower <= result.objective);
      CHECK(result.certified_objective.upper >= result.objective);
    }
  }

  TEST_CASE("general weights avoid entries of 1e32 where they can") {
    Matrix cost = Matrix::Constant(3, 3, 1e32);
    cost(0, 0) = 1;
    cost(0, 1) = 2;
    cost(1, 1) = 3;
    cost(1, 2) = 4;
    cost(2, 2) = 5;
    const Vector a{{0.5, 0.3, 0.2}}, b{{0.4, 0.25, 0.35}};
    const double value = 0.4 * 1 + 0.1 * 2 + 0.15 * 3 + 0.15 * 4 + 0.2 * 5;
    for (double unit : {1.0, 0x1p-100, 0x1p100}) {  // in whatever unit costs are measured
      const Matrix scaled = unit * cost;
      const Result result = solve("exact", problem_from_matrix(scaled, a, b));
      CHECK(result.objective == doctest::Approx(unit * value).epsilon(1e-12));
      CHECK(result.certified_objective.gap() <= 1e-12 * unit * value);
    }
  }

  TEST_CASE("masses other than one scale the value") {
    Numbers numbers(7);
    const Matrix cost = numbers.matrix(9, 4);
    const Vector a = numbers.weights(9), b = numbers.weights(4);
    const double value = solve("exact", problem_from_matrix(cost, a, b)).objective;
    for (double mass : {1e-200, 1e-9, 7.0, 1e9})
      CHECK(solve("exact", problem_from_matrix(cost, mass * a, mass * b)).objective / mass ==
            doctest::Approx(value).epsilon(1e-12));
  }

  TEST_CASE("the uniform door gives the same as the problem door") {
    Numbers numbers(8);
    ExactSolver solver({});
    for (Index n : {1, 2, 5, 40}) {
      const Matrix cost = numbers.matrix(n, n);
      const Vector w = equal_weights(n);
      const Certified value = solver.solve_uniform(view(cost));
      const double objective = solve("exact", problem_from_matrix(cost, w, w)).objective;
      CHECK(value.lower <= objective + 1e-16);
      CHECK(value.upper >= objective - 1e-16);
      CHECK(value.gap() <= 1e-12);
      CHECK(solver.partners().size() == static_cast<std::size_t>(n));
    }
  }

  TEST_CASE("the uniform door for points fills the same matrix and refuses what is not finite") {
    Numbers numbers(9);
    ExactSolver solver({});
    for (const GroundCost& ground :
         {GroundCost::squared_euclidean(), GroundCost::euclidean(1.5), GroundCost::huber(0.3)})
      for (Index d : {1, 2, 70}) {
        const Matrix x = numbers.matrix(33, d), y = numbers.matrix(33, d);
        Matrix cost;
        ground.fill(view(x), view(y), cost);
        const Certified from_points = solver.uniform_value(view(x), view(y), ground);
        const Certified from_matrix = solver.solve_uniform(view(cost));
        CHECK(from_points.lower == from_matrix.lower);
        CHECK(from_points.upper == from_matrix.upper);
      }
    Matrix x = numbers.matrix(9, 2);
    const Matrix y = numbers.matrix(9, 2), far = Matrix::Constant(9, 2, 1e149);
    const GroundCost ground = GroundCost::squared_euclidean();
    CHECK(mentions(complaint([&] { solver.uniform_value(view(x), view(far), ground); }), "largest cost"));
    x(4, 1) = std::nan("");
    CHECK(mentions(complaint([&] { solver.uniform_value(view(x), view(y), ground); }), "x[9] is nan"));
    CHECK(mentions(complaint([&] { solver.uniform_value(view(y), view(x), ground); }), "y[9] is nan"));
  }

  TEST_CASE("large assignments are certified like small ones") {
    Numbers numbers(12);
    for (Index d : {2, 10}) {
      const Index n = 640;
      const Matrix x = numbers.matrix(n, d), y = numbers.matrix(n, d);
      Matrix cost;
      GroundCost::squared_euclidean().fill(view(x), view(y), cost);
      const Vector w = equal_weights(n);
      const Result result = solve("exact", problem_from_matrix(cost, w, w));
      check_optimal(result, cost, w, w);
      CHECK(result.certified_objective.gap() <= 1e-12 * result.objective);
      ExactSolver solver({});
      const Certified value = solver.solve_uniform(view(cost));
      CHECK(value.gap() <= 1e-12 * result.objective);
      CHECK(value.midpoint() == doctest::Approx(result.objective).epsilon(1e-12));
    }
  }

  TEST_CASE("a warm start saves most of the rows and changes no value") {
    Numbers numbers(13);
    for (Index n : {60, 640}) {
      const Matrix x = numbers.matrix(n, 2), y = numbers.matrix(n, 2);
      Matrix cost;
      GroundCost::squared_euclidean().fill(view(x), view(y), cost);
      const Vector w = equal_weights(n);
      ExactSolver solver({});
      Result cold, warm, astray;
      solver.solve(problem_from_matrix(cost, w, w), cold);
      solver.warm_start(cold.g);
      const Matrix near = cost.array() + 1e-5 * numbers.matrix(n, n).array();
      for (const Matrix* again : {static_cast<const Matrix*>(&cost), &near}) {
        solver.solve(problem_from_matrix(*again, w, w), warm);
        check_optimal(warm, *again, w, w);
        CHECK(warm.objective == doctest::Approx(cold.objective).epsilon(again == &cost ? 1e-13 : 0.02));
        CHECK(warm.iterations < cold.iterations / 2);
      }
      solver.warm_start(100 * numbers.matrix(n, 1));
      solver.solve(problem_from_matrix(cost, w, w), astray);
      CHECK(astray.objective == doctest::Approx(cold.objective).epsilon(1e-12));
      solver.warm_start({});
      solver.solve(problem_from_matrix(cost, w, w), astray);
      CHECK(astray.iterations == cold.iterations);
    }
    Vector g = Vector::Zero(3);
    g[1] = std::nan("");
    CHECK(mentions(complaint([&] { ExactSolver({}).warm_start(g); }), "g"));
  }

  TEST_CASE("far off clouds keep their digits") {
    Numbers numbers(9);
    const Matrix x = numbers.matrix(20, 2), y = numbers.matrix(20, 2);
    Matrix shifted_x = x.array() + 1e8, shifted_y = y.array() + 1e8;
    const Matrix near_x = shifted_x.array() - 1e8, near_y = shifted_y.array() - 1e8;
    const auto cost = GroundCost::squared_euclidean();
    CHECK(solve("exact", problem_from_points(shifted_x, shifted_y, cost, {}, {})).objective ==
          solve("exact", problem_from_points(near_x, near_y, cost, {}, {})).objective);
  }

  TEST_CASE("univariate agrees with exact for every convex power and shape") {
    Numbers numbers(10);
    const std::pair<Index, Index> shapes[] = {{1, 1}, {1, 4}, {30, 30}, {30, 50}, {41, 7}};
    for (auto [n, m] : shapes)
      for (double power : {1.0, 1.5, 2.0, 3.0})
        for (bool is_uniform : {false, true}) {
          const Matrix x = numbers.matrix(n, 1), y = numbers.matrix(m, 1);
          const Vector a = is_uniform ? equal_weights(n) : numbers.weights(n);
          const Vector b = is_uniform ? equal_weights(m) : numbers.weights(m);
          const auto ground = GroundCost::euclidean(power);
          Matrix cost;
          ground.fill(view(x), view(y), cost);
          const Problem problem = problem_from_points(x, y, ground, a, b);
          const Result sorted = solve("univariate", problem), general = solve("exact", problem);
          CHECK(sorted.objective == doctest::Approx(general.objective).epsilon(1e-12));
          CHECK(sorted.certified_objective.lower <= general.certified_objective.upper);
          CHECK(sorted.certified_objective.upper >= general.certified_objective.lower);
          check_optimal(sorted, cost, a, b);
          std::vector<double> xs(x.data(), x.data() + n), ys(y.data(), y.data() + m);
          const Certified value = UnivariateSolver({}).uniform_value(xs, ys, ground);
          if (is_uniform) CHECK(value.midpoint() == doctest::Approx(sorted.objective).epsilon(1e-13));
        }
  }

  TEST_CASE("univariate agrees with exact for every convex cost of the difference") {
    Numbers numbers(15);
    const GroundCost costs[] = {GroundCost::huber(0.3),
                                GroundCost::asymmetric(1, 3),
                                GroundCost::asymmetric(0, 1),
                                GroundCost::asymmetric(2, 0.5, 2),
                                GroundCost::convex({.name = "hockey stick around 0.4, below zero elsewhere",
                                                    .value = [](double t) { return std::abs(t - 0.4) - 0.2; },
                                                    .slope = [](double t) { return t < 0.4 ? -1.0 : 1.0; }}),
                                GroundCost::convex({.name = "cosh",
                                                    .value = [](double t) { return std::cosh(3 * t); },
                                                    .slope = [](double t) { return 3 * std::sinh(3 * t); }})};
    const std::pair<Index, Index> shapes[] = {{1, 1}, {6, 6}, {30, 47}};
    for (const GroundCost& ground : costs)
      for (auto [n, m] : shapes)
        for (bool is_uniform : {false, true}) {
          CAPTURE(ground.name());
          const Matrix x = numbers.matrix(n, 1), y = numbers.matrix(m, 1);
          const Vector a = is_uniform ? equal_weights(n) : numbers.weights(n);
          const Vector b = is_uniform ? equal_weights(m) : numbers.weights(m);
          Matrix cost;
          ground.fill(view(x), view(y), cost);
          const Problem problem = problem_from_points(x, y, ground, a, b);
          const Result sorted = solve("univariate", problem);
          CHECK(sorted.objective == doctest::Approx(solve("exact", problem).objective).epsilon(1e-12));
          check_optimal(sorted, cost, a, b);
          std::vector<double> xs(x.data(), x.data() + n), ys(y.data(), y.data() + m);
          const Certified value = UnivariateSolver({}).uniform_value(xs, ys, ground);
          const Result alone = solve("univariate", problem_from_points(x, y, ground, {}, {}),
                                     {.want_plan = false, .want_potentials = false});
          CHECK(alone.certified_objective.lower == value.lower);
          CHECK(alone.certified_objective.upper == value.upper);
          CHECK(alone.termination == Termination::converged);
          CHECK(alone.plan.empty());
          if (!is_uniform) continue;
          CHECK(value.lower <= sorted.certified_objective.upper);
          CHECK(value.upper >= sorted.certified_objective.lower);
          CHECK(value.gap() < 1e-13);
        }
  }

  TEST_CASE("a target without mass that no source comes near is left in peace") {
    const Matrix cost = (Matrix(1, 3) << 9, 1, 2).finished();
    const Vector a = Vector::Constant(1, 1), b = Eigen::Vector3d(0, 0.5, 0.5);
    const Result result = solve("exact", problem_from_matrix(cost, a, b));
    CHECK(result.termination == Termination::converged);
    CHECK(result.transport_cost == doctest::Approx(1.5));
    CHECK(infeasibility(result, cost) <= 1e-15);
  }

  TEST_CASE("univariate potentials of repeated points and zero weights are feasible") {
    Matrix x(5, 1), y(4, 1);
    x << 0, 1, 1, 2, 5;
    y << 1, 1, 0, 5;
    const Vector a{{0.2, 0.0, 0.3, 0.1, 0.4}}, b{{0.25, 0.25, 0.5, 0.0}};
    for (double power : {1.0, 2.0}) {
      const auto ground = GroundCost::euclidean(power);
      Matrix cost;
      ground.fill(view(x), view(y), cost);
      const Problem problem = problem_from_points(x, y, ground, a, b);
      const Result result = solve("univariate", problem);
      check_optimal(result, cost, a, b);
      CHECK(result.objective == doctest::Approx(solve("exact", problem).objective).epsilon(1e-14));
    }
  }

  TEST_CASE("univariate encloses what one point costs to some units in the last place") {
    Numbers numbers(31);
    for (int round = 0; round < 200; ++round) {
      CAPTURE(round);
      const Index m = 100 + round;
      const Matrix x = numbers.matrix(1, 1), y = numbers.matrix(m, 1);
      const Vector b = numbers.weights_over(12, m);
      const Result result = solve("univariate", problem_from_points(x, y, GroundCost::euclidean(3), {}, b));
      long double truth = 0, mass = 0, largest = 0;
      for (Index j = 0; j < m; ++j) {
        const long double cost = std::pow(std::abs(static_cast<long double>(x(0, 0)) - y(j, 0)), 3);
        truth += b[j] * cost;
        mass += b[j];
        largest = std::max(largest, cost);
      }
      CHECK(result.certified_objective.lower <= truth / mass);
      CHECK(result.certified_objective.upper >= truth / mass);
      CHECK(result.certified_objective.gap() <= 6 * 0x1p-52 * static_cast<double>((m + 17) * largest));
    }
  }

  TEST_CASE("univariate refuses what sorting does not solve") {
    Numbers numbers(11);
    const Matrix x = numbers.matrix(3, 1), plane = numbers.matrix(3, 2), cost = numbers.matrix(3, 3);
    const auto concave = problem_from_points(x, x, GroundCost::euclidean(0.5), {}, {});
    CHECK(mentions(complaint([&] { solve("univariate", concave); }), "cost is euclidean^0.5"));
    const auto planar = problem_from_points(plane, plane, GroundCost::euclidean(), {}, {});
    CHECK(mentions(complaint([&] { solve("univariate", planar); }), "x has 2 columns"));
    CHECK(mentions(complaint([&] { solve("univariate", problem_from_matrix(cost, {}, {})); }), "x and y"));
  }
}
