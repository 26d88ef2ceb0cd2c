#include "mongecarlo/transport/result.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

// Every field is wrong, and none is left out.
Result filled_by_another() {
  Result result;
  result.transport_cost = result.objective = result.dual_objective = result.duality_gap = result.marginal_error = 77;
  result.entropy_objective = result.standard_error = 77;
  result.termination = Termination::time_limit;
  result.iterations = 77;
  result.certified_objective = {76, 78, Termination::interrupted};
  result.certified_transport_cost = result.integral_interval = result.certified_objective;
  result.f = Vector::Constant(31, 77);
  result.g = Vector::Constant(5, 77);
  result.plan.assign(40, {1, 2, 77});
  result.dense_plan = Matrix::Constant(31, 5, 77);
  return result;
}

bool is_same(const Certified& one, const Certified& other) {
  return one.lower == other.lower && one.upper == other.upper && one.termination == other.termination;
}

bool is_same(const std::optional<Certified>& one, const std::optional<Certified>& other) {
  return one.has_value() == other.has_value() && (!one || is_same(*one, *other));
}

template <class Array>
bool is_same_array(const Array& one, const Array& other) {
  return one.rows() == other.rows() && one.cols() == other.cols() && one == other;
}

bool is_same_plan(const std::vector<PlanEntry>& one, const std::vector<PlanEntry>& other) {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(), [](const PlanEntry& p, const PlanEntry& q) {
    return p.source == q.source && p.target == q.target && p.mass == q.mass;
  });
}

void check_same(const Result& one, const Result& other) {
  CHECK(one.transport_cost == other.transport_cost);
  CHECK(one.objective == other.objective);
  CHECK(one.entropy_objective == other.entropy_objective);
  CHECK(one.dual_objective == other.dual_objective);
  CHECK(one.duality_gap == other.duality_gap);
  CHECK(one.marginal_error == other.marginal_error);
  CHECK(one.termination == other.termination);
  CHECK(one.iterations == other.iterations);
  CHECK(is_same(one.certified_objective, other.certified_objective));
  CHECK(is_same(one.certified_transport_cost, other.certified_transport_cost));
  CHECK(one.standard_error == other.standard_error);
  CHECK(is_same(one.integral_interval, other.integral_interval));
  CHECK(is_same_array(one.f, other.f));
  CHECK(is_same_array(one.g, other.g));
  CHECK(is_same_plan(one.plan, other.plan));
  CHECK(is_same_array(one.dense_plan, other.dense_plan));
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("nothing of what a result held before is left by any solver") {
    Numbers numbers(1);
    const Matrix x = numbers.matrix(12, 1), y = numbers.matrix(12, 1);
    for (const SolverFamily* family : solver_table())
      for (double epsilon : {0.05, 0.0})
        for (bool is_wanted : {true, false}) {
          if (epsilon == 0 && family->uses_epsilon && std::string_view(family->name) != "unbalanced") continue;
          CAPTURE(family->name);
          CAPTURE(epsilon);
          CAPTURE(is_wanted);
          const Problem problem = problem_from_points(x, y, cost_for(*family, GroundCost::squared_euclidean()), {}, {});
          const SolverOptions options{.epsilon = epsilon,
                                      .tau_source = 1,
                                      .tau_target = 2,
                                      .max_iterations = 50,
                                      .want_plan = is_wanted,
                                      .want_potentials = is_wanted};
          Result first, again = filled_by_another();
          family->make(options)->solve(problem, first);
          family->make(options)->solve(problem, again);
          check_same(again, first);
          CHECK(first.duality_gap == first.objective - first.dual_objective);
          CHECK(first.brief_report() == again.brief_report());
          if (is_wanted) continue;
          CHECK(first.plan.empty());
          for (Index size : {first.dense_plan.rows(), first.dense_plan.cols(), first.f.size(), first.g.size()})
            CHECK(size == 0);
        }
  }

  TEST_CASE("no solver remembers the problem before") {
    Numbers numbers(2);
    const Matrix x = numbers.matrix(20, 1), y = numbers.matrix(20, 1);
    const Matrix few_x = numbers.matrix(7, 1), few_y = numbers.matrix(7, 1);
    const Vector a = numbers.weights(20), b = numbers.weights(20);
    for (const SolverFamily* family : solver_table()) {
      CAPTURE(family->name);
      const GroundCost ground = cost_for(*family, GroundCost::squared_euclidean());
      const Problem problems[] = {problem_from_points(x, y, ground, a, b),
                                  problem_from_points(few_x, few_y, ground, {}, {}),
                                  problem_from_points(x, y, ground, {}, {})};
      const SolverOptions options{.epsilon = 0.05, .tau_source = 1, .tau_target = 2, .max_iterations = 50};
      const SolverPtr solver = family->make(options);
      for (const Problem& problem : problems) {
        Result after_others, alone;
        solver->solve(problem, after_others);
        family->make(options)->solve(problem, alone);
        check_same(after_others, alone);
      }
    }
  }

  TEST_CASE("points matched without a matrix do not remember the points before") {
    Numbers numbers(3);
    const SolverOptions options{.cost_storage = CostStorage::computed};
    const SolverPtr solver = find_solver("exact")->make(options);
    for (Index n : {300, 100, 200}) {
      const Matrix x = numbers.matrix(n, 2), y = numbers.matrix(n, 2);
      const Problem problem = problem_from_points(x, y, GroundCost::squared_euclidean(), {}, {});
      Result after_others;
      solver->solve(problem, after_others);
      check_same(after_others, solve("exact", problem, options));
    }
  }
}
