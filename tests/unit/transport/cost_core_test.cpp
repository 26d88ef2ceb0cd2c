#include "mongecarlo/transport/cost_core.hpp"

#include <doctest/doctest.h>

#include <set>

#include "mongecarlo/transport/rough_potentials.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

std::set<Index> columns_of(const CostCore& core, Index i) {
  std::set<Index> result;
  for (Index k = core.begin(i); k < core.end(i); ++k) result.insert(core.column(k));
  return result;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("a core has the best columns of each row and the best row of each column") {
    Numbers numbers(41);
    for (auto [n, m] : {std::pair<Index, Index>{30, 200}, {200, 30}, {50, 5}, {1, 300}, {300, 1}}) {
      const Matrix cost = numbers.matrix(n, m);
      const Vector f = numbers.matrix(n, 1), g = numbers.matrix(m, 1);
      const Index width = 6;
      CostCore core;
      core.choose(cost.data(), n, m, f.data(), g.data(), width);
      REQUIRE(core.rows() == n);
      for (Index i = 0; i < n; ++i) {
        const std::set<Index> columns = columns_of(core, i);
        CHECK(columns.size() == static_cast<std::size_t>(core.end(i) - core.begin(i)));
        for (Index k = core.begin(i); k < core.end(i); ++k) CHECK(core.cost(k) == cost(i, core.column(k)));
        for (Index j = 0; j < m; ++j) {
          Index better = 0;
          for (Index other = 0; other < m; ++other) better += cost(i, other) - g[other] < cost(i, j) - g[j];
          if (better < std::min(width, m)) CHECK(columns.count(j) == 1);
        }
      }
      for (Index j = 0; j < m; ++j) {
        Index best = 0;
        for (Index i = 1; i < n; ++i)
          if (cost(i, j) - f[i] < cost(best, j) - f[best]) best = i;
        CHECK(columns_of(core, best).count(j) == 1);
      }
    }
  }

  TEST_CASE("a core is extended by the entries that it lacks and by no others") {
    Numbers numbers(42);
    const Matrix cost = numbers.matrix(40, 70);
    const Vector g = numbers.matrix(70, 1);
    Vector f = (cost.rowwise() - g.transpose()).rowwise().minCoeff();
    CostCore core;
    core.choose(cost.data(), 40, 70, f.data(), g.data(), 3);
    CHECK(core.extend(f.data(), g.data()) == 0);
    f[7] += 0.3;
    f[39] += 1e-18;  // rounding
    Index violated = 0;
    for (Index j = 0; j < 70; ++j) violated += cost(7, j) - g[j] < f[7];
    REQUIRE(violated > 4);
    const Index before = core.size();
    CHECK(core.extend(f.data(), g.data()) == 4);
    CHECK(core.size() == before + 4);
    for (Index k = core.end(7) - 4; k < core.end(7); ++k) {
      Index better = 0;
      for (Index j = 0; j < 70; ++j) better += cost(7, j) - g[j] < core.cost(k) - g[core.column(k)];
      CHECK(better < 4);
      CHECK(core.cost(k) == cost(7, core.column(k)));
    }
  }

  TEST_CASE("rough potentials are near the optimal ones") {
    Numbers numbers(43);
    for (Index d : {1, 2, 10}) {
      const Index n = 90, m = 70;
      const Matrix x = numbers.matrix(n, d), y = numbers.matrix(m, d);
      Matrix cost;
      GroundCost::squared_euclidean().fill(view(x), view(y), cost);
      const Vector a = numbers.weights(n), b = numbers.weights(m);
      RoughPotentials rough;
      rough.sweep(cost.data(), a, b, {.sweeps = 8, .first = 0.3, .last = 0.01});
      const Vector g = Eigen::Map<const Vector>(rough.columns(), m);
      const double dual = a.dot((cost.rowwise() - g.transpose()).rowwise().minCoeff()) + b.dot(g);
      const double value = solve("exact", problem_from_matrix(cost, a, b)).objective;
      CHECK(dual <= value * (1 + 1e-12));
      CHECK(dual >= value - 0.03 * cost.mean());
    }
  }

  TEST_CASE("rough potentials of awkward problems are finite") {
    Numbers numbers(44);
    const Index n = 33, m = 20;
    Vector a = numbers.weights(n), b = numbers.weights(m);
    a.head(20).setZero();
    b[3] = 1e-310;
    a /= a.sum();
    b /= b.sum();
    for (double scale : {1.0, 1e150, 1e-300, 0.0}) {
      Matrix cost = scale * (numbers.matrix(n, m).array() - 0.5);
      cost(0, 0) = 1e150;
      RoughPotentials rough;
      rough.sweep(cost.data(), a, b, {.sweeps = 4, .first = 0.4, .last = 0.04});
      for (Index i = 0; i < n; ++i) CHECK(std::isfinite(rough.rows()[i]));
      for (Index j = 0; j < m; ++j) CHECK(std::isfinite(rough.columns()[j]));
    }
  }
}
