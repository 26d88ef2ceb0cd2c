#include "audit.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "unit/transport/problems.hpp"

// The audit is what the battery rests on: every kind of fault that it is there for must be found when it is planted.

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

struct Solved {
  const SolverFamily* family;
  SolverOptions options{.epsilon = 0.05, .tau_source = 0.5, .tau_target = 2};
  Matrix x, y;
  Vector a, b;
  Result result;

  explicit Solved(const char* name, long long max_iterations = 100000) : family(find_solver(name)) {
    Numbers numbers(3);
    x = numbers.matrix(9, 2);
    y = numbers.matrix(7, 2);
    a = numbers.weights(9);
    b = numbers.weights(7);
    options.max_iterations = max_iterations;
    family->make(options)->solve(problem(), result);
  }
  Problem problem() const { return problem_from_points(x, y, GroundCost::squared_euclidean(), a, b); }
  std::size_t faults() const { return audit(*family, options, problem(), result).size(); }
};

template <class Change>
std::size_t faults_after(const char* solver, Change&& change) {
  Solved solved(solver);
  REQUIRE(solved.faults() == 0);
  change(solved.result);
  return solved.faults();
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("right results have no faults") {
    for (const char* name : {"exact", "entropic", "unbalanced", "sinkhorn_divergence"})
      CHECK(Solved(name).faults() == 0);
  }

  TEST_CASE("numbers that are none are found") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(faults_after("exact", [&](Result& r) { r.objective = nan; }) > 0);
    CHECK(faults_after("exact", [&](Result& r) { r.g[2] = nan; }) > 0);
    CHECK(faults_after("entropic", [&](Result& r) { r.dense_plan(1, 1) = nan; }) > 0);
    CHECK(faults_after("unbalanced", [&](Result& r) { r.certified_objective.upper = 1 / 0.0; }) > 0);
  }

  TEST_CASE("values that the plan does not bear out are found") {
    CHECK(faults_after("exact", [](Result& r) { r.transport_cost *= 1.001; }) > 0);
    CHECK(faults_after("entropic", [](Result& r) { r.dual_objective *= 1.001; }) > 0);
    CHECK(faults_after("unbalanced", [](Result& r) { r.objective *= 1.001; }) > 0);
    for (const char* name : {"exact", "entropic", "unbalanced", "sinkhorn_divergence"})
      CHECK(faults_after(name, [](Result& r) { r.certified_objective = r.certified_objective + Certified(0.01); }) > 0);
  }

  TEST_CASE("a converged that is none is found") {
    CHECK(faults_after("exact", [](Result& r) { r.g[0] -= 0.5; }) > 0);
    CHECK(faults_after("exact", [](Result& r) { std::swap(r.plan[0].target, r.plan[1].target); }) > 0);
    for (const char* name : {"entropic", "unbalanced"}) {
      Solved hurried(name, 1);
      CHECK(hurried.result.termination == Termination::iteration_limit);
      CHECK(hurried.faults() == 0);
      hurried.result.termination = Termination::converged;
      CHECK(hurried.faults() > 0);
    }
  }
}
