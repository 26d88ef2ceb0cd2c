#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>

#include "mongecarlo/transport/entropic_batch.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"
#include "mongecarlo/transport/solvers/univariate.hpp"
#include "unit/transport/problems.hpp"

// Eigen takes its memory from malloc and the standard containers from operator new, which calls malloc: counting malloc
// counts both. The sanitizers have a malloc of their own, and other C libraries no __libc_malloc.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#if defined(__has_feature)
#if !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer)
#define MONGECARLO_COUNTS_MALLOC 1
#endif
#else
#define MONGECARLO_COUNTS_MALLOC 1
#endif
#endif

#ifdef MONGECARLO_COUNTS_MALLOC

namespace {
std::atomic<long> allocations{0};
}

extern "C" void* __libc_malloc(std::size_t size);
extern "C" void* malloc(std::size_t size) {
  ++allocations;
  return __libc_malloc(size);
}

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

struct Batch {
  Matrix x, y;
  Vector a, b;
};

// Allocations of the calls after the first `warm` ones.
template <class Call>
long allocations_once_warm(const std::vector<Batch>& batches, std::size_t warm, Call&& call) {
  long before = 0;
  for (std::size_t k = 0; k < batches.size(); ++k) {
    if (k == warm) before = allocations;
    call(batches[k]);
  }
  return allocations - before;
}

std::vector<Batch> batches(bool is_uniform) {
  Numbers numbers(1);
  std::vector<Batch> result;
  for (int k = 0; k < 12; ++k)
    result.push_back({numbers.matrix(24, 1), numbers.matrix(24, 1), is_uniform ? Vector() : numbers.weights(24),
                      is_uniform ? Vector() : numbers.weights(24)});
  return result;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("the counter sees vectors and matrices") {
    const long before = allocations;
    const std::vector<double> vector(100);
    const Matrix matrix(10, 10);
    CHECK(vector.size() + static_cast<std::size_t>(matrix.size()) == 200);
    CHECK(allocations - before == 2);
  }

  TEST_CASE("a warm solver without regularisation allocates nothing") {
    for (bool is_uniform : {true, false}) {
      CAPTURE(is_uniform);
      const SolverPtr solver = find_solver("unbalanced")->make({.epsilon = 0, .tau_source = 0.2, .tau_target = 1});
      Result result;
      CHECK(allocations_once_warm(batches(is_uniform), 2, [&](const Batch& batch) {
              solver->solve(problem_from_points(batch.x, batch.y, GroundCost::squared_euclidean(), batch.a, batch.b),
                            result);
            }) == 0);
    }
  }

  TEST_CASE("a warm solver allocates nothing") {
    for (const SolverFamily* family : solver_table())
      for (bool is_uniform : {true, false}) {
        CAPTURE(family->name);
        CAPTURE(is_uniform);
        const SolverPtr solver = family->make({.epsilon = 0.05, .tau_source = 1, .tau_target = 1});
        Result result;
        CHECK(allocations_once_warm(batches(is_uniform), 2, [&](const Batch& batch) {
                const GroundCost ground = cost_for(*family, GroundCost::squared_euclidean());
                solver->solve(problem_from_points(batch.x, batch.y, ground, batch.a, batch.b), result);
              }) == 0);
      }
  }

  TEST_CASE("a warm solver allocates nothing for potentials that nobody wants") {
    for (const SolverFamily* family : solver_table())
      for (const double epsilon : {0.05, 0.0})
        for (const bool want_plan : {true, false}) {
          if (epsilon == 0 && family->name != "unbalanced") continue;
          CAPTURE(family->name);
          CAPTURE(want_plan);
          const SolverPtr solver = family->make(
              {.epsilon = epsilon, .tau_source = 1, .tau_target = 1, .want_plan = want_plan, .want_potentials = false});
          Result result;
          CHECK(allocations_once_warm(batches(false), 2, [&](const Batch& batch) {
                  const GroundCost ground = cost_for(*family, GroundCost::squared_euclidean());
                  solver->solve(problem_from_points(batch.x, batch.y, ground, batch.a, batch.b), result);
                }) == 0);
          CHECK(result.f.size() + result.g.size() == 0);
        }
  }

  TEST_CASE("a warm entropic solver allocates nothing without a matrix or in single precision") {
    for (const char* name : {"entropic", "unbalanced", "sinkhorn_divergence"})
      for (CostStorage storage : {CostStorage::matrix, CostStorage::computed})
        for (Precision precision : {Precision::double_precision, Precision::single}) {
          const SolverPtr solver = find_solver(name)->make({.epsilon = 0.05,
                                                            .tau_source = 1,
                                                            .tau_target = 1,
                                                            .tolerance = 1e-5,
                                                            .cost_storage = storage,
                                                            .precision = precision});
          Result result;
          CHECK(allocations_once_warm(batches(false), 2, [&](const Batch& batch) {
                  solver->solve(
                      problem_from_points(batch.x, batch.y, GroundCost::squared_euclidean(), batch.a, batch.b), result);
                }) == 0);
        }
  }

  TEST_CASE("large assignments allocate nothing once warm") {
    Numbers numbers(2);
    std::vector<Batch> large;
    for (int k = 0; k < 3; ++k) large.push_back({numbers.matrix(640, 2), numbers.matrix(640, 2), {}, {}});
    ExactSolver exact({});
    Matrix cost;
    double total = 0;
    CHECK(allocations_once_warm(large, 1, [&](const Batch& batch) {
            GroundCost::squared_euclidean().fill(view(batch.x), view(batch.y), cost);
            total += exact.solve_uniform(view(cost)).lower;
          }) == 0);
    CHECK(total > 0);
  }

  TEST_CASE("points matched without a matrix allocate nothing once warm") {
    Numbers numbers(3);
    std::vector<Batch> large;
    for (int k = 0; k < 3; ++k) large.push_back({numbers.matrix(1600, 2), numbers.matrix(1600, 2), {}, {}});
    ExactSolver exact({});
    Result result;
    CHECK(allocations_once_warm(large, 1, [&](const Batch& batch) {
            exact.solve(problem_from_points(batch.x, batch.y, GroundCost::squared_euclidean(), {}, {}), result);
          }) == 0);
    CHECK(result.objective > 0);
  }

  TEST_CASE("a warm batch allocates nothing") {
    for (const bool want_potentials : {true, false}) {
      CAPTURE(want_potentials);
      EntropicBatch solver({.epsilon = 0.05, .want_potentials = want_potentials});
      std::vector<Problem> problems;
      problems.reserve(10);
      std::vector<Result> results(10);
      CHECK(allocations_once_warm(batches(false), 2, [&](const Batch& batch) {
              problems.clear();
              for (int k = 0; k < 10; ++k)
                problems.push_back(
                    {.x = view(batch.x), .y = view(batch.y), .ground_cost = GroundCost::squared_euclidean()});
              solver.solve(problems, results);
            }) == 0);
      CHECK(results[9].f.size() == (want_potentials ? 24 : 0));
    }
  }

  TEST_CASE("the typed doors allocate nothing once warm") {
    ExactSolver exact({});
    UnivariateSolver univariate({});
    Matrix cost;
    double total = 0;
    CHECK(allocations_once_warm(batches(true), 1, [&](const Batch& batch) {
            GroundCost::squared_euclidean().fill(view(batch.x), view(batch.y), cost);
            total += exact.solve_uniform(view(cost)).lower;
            total +=
                univariate.uniform_value({batch.x.data(), 24}, {batch.y.data(), 24}, GroundCost::squared_euclidean())
                    .lower;
          }) == 0);
    CHECK(total > 0);
  }
}

#endif
