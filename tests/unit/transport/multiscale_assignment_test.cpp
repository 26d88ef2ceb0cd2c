#include "mongecarlo/transport/multiscale_assignment.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>
#include <string>
#include <utility>

#include "mongecarlo/transport/certificate.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

using Clouds = std::pair<Points, Points>;

// n points each, of the kind named.
Clouds clouds(const std::string& kind, Index n, Index d) {
  Numbers numbers(static_cast<std::uint64_t>(n + 100 * d));
  Points x = numbers.matrix(n, d), y = numbers.matrix(n, d);
  const auto side = static_cast<Index>(std::ceil(std::sqrt(static_cast<double>(n))));
  for (Index i = 0; i < n; ++i) {
    const auto group = [&](Index many) { return static_cast<double>(static_cast<Index>(numbers.next() * 1e6) % many); };
    if (kind == "clustered") {
      x.row(i) = (1e-4 * x.row(i)).array() + group(4);
      y.row(i) = (1e-4 * y.row(i)).array() + group(3);
    }
    if (kind == "duplicated") {
      x.row(i).setConstant(group(5));
      y.row(i).setConstant(group(3));
    }
    if (kind == "collinear") {
      x.row(i).setConstant(x(i, 0));
      y.row(i).setConstant(y(i, 0));
    }
    if (kind == "lattice") {
      x.row(i).setConstant(static_cast<double>(i % side));
      x(i, 0) = static_cast<double>(i / side);
      y.row(i) = x.row(i).array() + 0.5;
    }
    if (kind == "far") {
      x.row(i).array() += 1e8;
      y.row(i).array() += 1e8;
    }
    if (kind == "apart") y.row(i).array() += 50;
  }
  return {x, y};
}

Result solve_by(CostStorage storage, const Problem& problem) {
  return solve("exact", problem, {.cost_storage = storage});
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("points without a matrix give the value that the matrix gives") {
    for (const char* kind : {"plain", "clustered", "duplicated", "collinear", "lattice", "far", "apart"})
      for (Index d : {1, 2, 3})
        for (Index n : {1, 2, 9, 130, 700}) {
          if (n == 700 && d != 2) continue;
          CAPTURE(std::string(kind));
          CAPTURE(d);
          CAPTURE(n);
          const auto [x, y] = clouds(kind, n, d);
          for (double power : {1.0, 2.0, 3.5}) {
            const auto problem = problem_from_points(x, y, GroundCost::euclidean(power), {}, {});
            const Result by_matrix = solve_by(CostStorage::matrix, problem);
            const Result by_points = solve_by(CostStorage::computed, problem);
            CHECK(std::abs(by_points.objective - by_matrix.objective) <= 1e-10 * by_matrix.objective);
            CHECK(by_points.termination == Termination::converged);
            CHECK(by_points.certified_objective.lower <= by_matrix.certified_objective.upper);
            CHECK(by_points.certified_objective.upper >= by_matrix.certified_objective.lower);
            CHECK(by_points.plan.size() == static_cast<std::size_t>(n));
            const SolverOptions options;
            const Certificate certificate = certify(*find_solver("exact"), options, problem, by_points);
            CHECK(certificate.is_sound());
          }
        }
  }

  TEST_CASE("many points in low dimension are matched without a matrix unless it is asked for") {
    const auto [x, y] = clouds("plain", 1600, 2);
    const auto problem = problem_from_points(x, y, GroundCost::squared_euclidean(), {}, {});
    const Result automatic = solve("exact", problem), computed = solve_by(CostStorage::computed, problem);
    const Result by_matrix = solve_by(CostStorage::matrix, problem);
    CHECK(automatic.iterations == computed.iterations);
    CHECK(automatic.iterations != by_matrix.iterations);
    CHECK(automatic.objective == doctest::Approx(by_matrix.objective).epsilon(1e-12));
    CHECK(automatic.certified_objective.gap() <= 1e-12 * automatic.objective);
    Matrix cost;
    GroundCost::squared_euclidean().fill(view(x), view(y), cost);
    CHECK(infeasibility(automatic, cost) <= 1e-15);
  }

  TEST_CASE("thirty thousand points of the plane need no matrix of seven gigabytes") {
    const Index n = 30000;
    const auto [x, y] = clouds("plain", n, 2);
    const Result result = solve("exact", problem_from_points(x, y, GroundCost::squared_euclidean(), {}, {}));
    CHECK(result.termination == Termination::converged);
    CHECK(result.certified_objective.gap() <= 1e-12 * result.objective);
    CHECK(result.marginal_error <= 1e-12);
    std::set<Index> targets;
    for (const PlanEntry& entry : result.plan) targets.insert(entry.target);
    CHECK(targets.size() == static_cast<std::size_t>(n));
  }

  TEST_CASE("points start from given prices too") {
    const auto [x, y] = clouds("plain", 1600, 2);
    const auto problem = problem_from_points(x, y, GroundCost::squared_euclidean(), {}, {});
    ExactSolver solver({});
    Result cold, warm;
    solver.solve(problem, cold);
    solver.warm_start(cold.g);
    solver.solve(problem, warm);
    CHECK(warm.objective == doctest::Approx(cold.objective).epsilon(1e-13));
    CHECK(warm.certified_objective.gap() <= 1e-12 * warm.objective);
    CHECK(warm.iterations < cold.iterations / 4);
  }

  TEST_CASE("a tree holds every point once and in the boxes of all its nodes") {
    const Points x = clouds("clustered", 100, 3).first;
    PointTree tree;
    tree.build(view(x));
    CHECK(std::set<Index>(tree.order().begin(), tree.order().end()).size() == 100);
    for (Index node = 0; node < tree.nodes(); ++node) {
      CHECK(tree.last(node) > tree.first(node));
      for (Index i = tree.first(node); i < tree.last(node); ++i) {
        CHECK(tree.points().row(i) == x.row(tree.order()[i]));
        for (Index k = 0; k < 3; ++k) {
          CHECK(tree.box(node)[k] <= tree.points()(i, k));
          CHECK(tree.box(node)[3 + k] >= tree.points()(i, k));
        }
      }
      if (!tree.is_leaf(node)) CHECK(tree.first(2 * node + 2) == tree.last(2 * node + 1));
    }
  }
}
