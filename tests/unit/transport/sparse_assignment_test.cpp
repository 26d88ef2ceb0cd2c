#include "mongecarlo/transport/sparse_assignment.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <cmath>
#include <cstdlib>
#include <set>
#include <string>

#include "mongecarlo/cost/ground_cost.hpp"
#include "mongecarlo/transport/assignment.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

using Start = SparseAssignment::Start;

struct FixedSeed {
  FixedSeed() { setenv("RC_PARAMS", "seed=20261125 max_success=300", 0); }
} const fixed_seed;

Matrix squared_distances(Numbers& numbers, Index n, Index d) {
  const Matrix x = numbers.matrix(n, d), y = numbers.matrix(n, d);
  Matrix cost;
  GroundCost::squared_euclidean().fill(view(x), view(y), cost);
  return cost;
}

Vector column_minima(const Matrix& cost) { return cost.colwise().minCoeff(); }

double paid(const Matrix& cost, std::span<const Index> partners) {
  double total = 0;
  for (Index i = 0; i < cost.rows(); ++i) total += cost(i, partners[i]);
  return total / static_cast<double>(cost.rows());
}

double dual_value(const Matrix& cost, std::span<const double> v) {
  double total = 0;
  const Eigen::Map<const Eigen::RowVectorXd> prices(v.data(), cost.cols());
  for (Index i = 0; i < cost.rows(); ++i) total += (cost.row(i) - prices).minCoeff() + v[i];
  return total / static_cast<double>(cost.rows());
}

// A permutation that its own prices prove best.
void check_solved(const SparseAssignment& solver, const Matrix& cost, double size) {
  const auto partners = solver.partners();
  CHECK(std::set<Index>(partners.begin(), partners.end()).size() == static_cast<std::size_t>(cost.rows()));
  CHECK(std::abs(paid(cost, partners) - dual_value(cost, solver.column_prices())) <= 1e-13 * size);
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("short lists find the assignment that the whole matrix gives") {
    Numbers numbers(1);
    SparseAssignment sparse;
    DenseRows rows;
    Assignment dense;
    for (Index n : {1, 2, 5, 40, 150})
      for (Index d : {1, 2, 10})
        for (Index width : {1, 2, 8, 40}) {
          const Matrix cost = squared_distances(numbers, n, d);
          const Vector start = column_minima(cost);
          rows.look_at(cost.data(), n);
          sparse.solve(rows, n, start.data(), width, Start::rough);
          dense.solve(cost.data(), n);
          check_solved(sparse, cost, cost.maxCoeff());
          CHECK(paid(cost, sparse.partners()) == doctest::Approx(paid(cost, dense.partners())).epsilon(1e-12));
        }
  }

  TEST_CASE("short lists certify ties and constants and costs below zero and prices from anywhere") {
    Numbers numbers(2);
    SparseAssignment sparse;
    DenseRows rows;
    for (Index n : {7, 60, 130})
      for (int kind = 0; kind < 5; ++kind) {
        Matrix cost = numbers.matrix(n, n);
        if (kind == 0) cost.setConstant(3);
        if (kind == 1) cost = (cost * 3).array().floor();
        if (kind == 2) cost.array() -= 0.5;
        if (kind == 3) cost = -cost * 1e6;
        const Vector start = kind == 4 ? Vector(10 * numbers.matrix(n, 1)) : column_minima(cost);
        rows.look_at(cost.data(), n);
        sparse.solve(rows, n, start.data(), 4, kind == 4 ? Start::near : Start::rough);
        check_solved(sparse, cost, 10 + cost.cwiseAbs().maxCoeff());
      }
  }

  TEST_CASE("short lists avoid entries of 1e32 where they can") {
    Numbers numbers(3);
    SparseAssignment sparse;
    DenseRows rows;
    const Index n = 90;
    Matrix cost = numbers.matrix(n, n);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j)
        if ((i + j) % 9 > 1) cost(i, j) = 1e32;
    const Vector start = column_minima(cost);
    rows.look_at(cost.data(), n);
    sparse.solve(rows, n, start.data(), 8, Start::rough);
    check_solved(sparse, cost, 1);
  }

  TEST_CASE("short lists agree with every permutation looked at") {
    CHECK(rc::check("assignments of up to seven rows", [] {
      const Index n = *rc::gen::inRange(1, 8);
      Matrix cost(n, n);
      for (Index k = 0; k < cost.size(); ++k) cost.data()[k] = *rc::gen::inRange(-6, 7) / 4.0;
      Vector start(n);
      for (Index j = 0; j < n; ++j) start[j] = *rc::gen::inRange(-6, 7);
      SparseAssignment sparse;
      DenseRows rows;
      rows.look_at(cost.data(), n);
      const auto kind = *rc::gen::element(Start::near, Start::rough);
      sparse.solve(rows, n, start.data(), *rc::gen::inRange(1, 5), kind);
      RC_ASSERT(std::abs(paid(cost, sparse.partners()) - least_over_permutations(cost)) < 1e-12);
      RC_ASSERT(std::abs(dual_value(cost, sparse.column_prices()) - least_over_permutations(cost)) < 1e-12);
    }));
  }

  TEST_CASE("a list holds the least of a row and bounds the rest") {
    Numbers numbers(4);
    for (Index m : {1, 5, 33, 200})
      for (Index count : {1, 6, 20, 40}) {
        Matrix cost = numbers.matrix(2, m);
        if (m == 33) cost = (cost * 2).array().floor();
        Vector v = numbers.matrix(m, 1);
        if (m == 200) v.head(80).setConstant(-std::numeric_limits<double>::infinity());
        DenseRows rows;
        rows.look_at(cost.data(), m);
        std::vector<std::int32_t> columns(static_cast<std::size_t>(2 * count), -1);
        std::vector<double> costs(columns.size());
        const auto least = rows.least(1, v.data(), count, columns.data(), costs.data());
        CHECK(least.count >= std::min(count, m == 200 ? 120 : m));
        CHECK(least.count <= 2 * count);
        std::set<Index> listed;
        for (Index k = 0; k < least.count; ++k) {
          CHECK(costs[k] == cost(1, columns[k]));
          CHECK(costs[k] - v[columns[k]] <= least.rest);
          listed.insert(columns[k]);
        }
        CHECK(listed.size() == static_cast<std::size_t>(least.count));
        for (Index j = 0; j < m; ++j)
          if (!listed.contains(j)) CHECK(cost(1, j) - v[j] >= least.rest);
      }
  }
}
