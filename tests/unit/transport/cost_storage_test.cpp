#include <doctest/doctest.h>

#include <cmath>

#include "unit/transport/problems.hpp"

// Costs computed on the fly and kernels in single precision: the same answers as from a stored matrix in double, or an
// honest word.

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

struct Clouds {
  Clouds(Index n, Index m, Index d, std::uint64_t seed) {
    Numbers numbers(seed);
    x = numbers.matrix(n, d);
    y = numbers.matrix(m, d);
    a = numbers.weights(n);
    b = numbers.weights(m);
  }
  Problem problem(const GroundCost& ground = GroundCost::squared_euclidean()) const {
    return problem_from_points(x, y, ground, a, b);
  }
  Matrix x, y;
  Vector a, b;
};

double relative(double p, double q) { return std::abs(p - q) / std::max(std::abs(p), std::abs(q)); }

void check_same(const Result& p, const Result& q, double tolerance) {
  CHECK(p.termination == q.termination);
  CHECK(relative(p.objective, q.objective) < tolerance);
  CHECK(relative(p.dual_objective, q.dual_objective) < tolerance);
  CHECK(relative(p.transport_cost, q.transport_cost) < tolerance);
  CHECK((p.f - q.f).lpNorm<Eigen::Infinity>() < tolerance);
  CHECK((p.g - q.g).lpNorm<Eigen::Infinity>() < tolerance);
  CHECK(p.certified_objective.lower <= q.certified_objective.upper);
  CHECK(q.certified_objective.lower <= p.certified_objective.upper);
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("computed costs give what a stored matrix gives") {
    for (const char* name : {"entropic", "unbalanced", "sinkhorn_divergence"})
      for (double power : {1.0, 2.0, 3.0})
        for (double epsilon : {0.003, 0.2}) {
          CAPTURE(name);
          CAPTURE(power);
          CAPTURE(epsilon);
          const Clouds clouds(33, 41, 3, 7);
          SolverOptions options{.epsilon = epsilon, .tau_source = 0.4, .tau_target = 2, .tolerance = 1e-12};
          options.cost_storage = CostStorage::matrix;
          const Result stored = solve(name, clouds.problem(GroundCost::euclidean(power)), options);
          options.cost_storage = CostStorage::computed;
          const Result computed = solve(name, clouds.problem(GroundCost::euclidean(power)), options);
          CHECK(stored.termination == Termination::converged);
          check_same(stored, computed, 1e-10);
          CHECK((stored.dense_plan - computed.dense_plan).lpNorm<Eigen::Infinity>() < 1e-10);
        }
  }

  TEST_CASE("three thousand points without a matrix agree with the matrix to ten digits") {
    const Clouds clouds(3000, 2600, 2, 3);
    SolverOptions options{.epsilon = 0.05, .want_plan = false, .cost_storage = CostStorage::matrix};
    const Result stored = solve("entropic", clouds.problem(), options);
    options.cost_storage = CostStorage::computed;
    const Result computed = solve("entropic", clouds.problem(), options);
    CHECK(stored.termination == Termination::converged);
    check_same(stored, computed, 1e-10);
  }

  TEST_CASE("a given matrix is not copied where costs are computed") {
    Numbers numbers(5);
    const Matrix cost = numbers.matrix(20, 30);
    const Problem problem = problem_from_matrix(cost, {}, {});
    const Result stored = solve("entropic", problem, {.epsilon = 0.01});
    const Result computed = solve("entropic", problem, {.epsilon = 0.01, .cost_storage = CostStorage::computed});
    check_same(stored, computed, 1e-9);
  }

  TEST_CASE("points too far apart for their cost are refused without a matrix too") {
    Matrix x = Matrix::Zero(3, 2), y = Matrix::Zero(4, 2);
    y(2, 1) = 1e100;
    const SolverOptions options{.epsilon = 1, .cost_storage = CostStorage::computed};
    const auto problem = problem_from_points(x, y, GroundCost::squared_euclidean(), {}, {});
    CHECK(mentions(complaint([&] { solve("entropic", problem, options); }), "largest cost"));
  }

  TEST_CASE("single precision reaches a tolerance of a ten millionth") {
    for (const char* name : {"entropic", "unbalanced", "sinkhorn_divergence"})
      for (double epsilon : {1e-3, 0.01, 0.3}) {
        CAPTURE(name);
        CAPTURE(epsilon);
        const Clouds clouds(60, 50, 2, 11);
        SolverOptions options{.epsilon = epsilon, .tau_source = 0.4, .tau_target = 2, .tolerance = 1e-12};
        const Result sharp = solve(name, clouds.problem(), options);
        options.tolerance = 1e-6;
        options.precision = Precision::single;
        const Result r = solve(name, clouds.problem(), options);
        CHECK(r.termination == Termination::converged);
        CHECK(r.marginal_error <= 3e-6);
        CHECK(r.certified_objective.lower <= sharp.objective);
        CHECK(r.certified_objective.upper >= sharp.objective);
      }
  }

  TEST_CASE("single precision does not say converged for digits that it does not have") {
    const Clouds clouds(80, 80, 2, 13);
    const SolverOptions options{
        .epsilon = 0.02, .tolerance = 1e-12, .max_iterations = 4000, .precision = Precision::single};
    const Result r = solve("entropic", clouds.problem(), options);
    const double measured = (r.dense_plan.rowwise().sum() - clouds.a).lpNorm<1>() +
                            (r.dense_plan.colwise().sum().transpose() - clouds.b).lpNorm<1>();
    CHECK(r.termination == Termination::numerical_failure);
    CHECK(r.certified_objective.termination == Termination::numerical_failure);
    CHECK(r.marginal_error == doctest::Approx(measured).epsilon(1e-6));
    CHECK(r.marginal_error > 1e-12);
    CHECK(r.marginal_error < 1e-6);
  }
}
