#include <doctest/doctest.h>

#include <Eigen/LU>
#include <cmath>
#include <utility>
#include <vector>

#include "mongecarlo/transport/anderson_lanes.hpp"
#include "mongecarlo/transport/entropic_batch.hpp"
#include "mongecarlo/transport/sinkhorn_lanes.hpp"
#include "mongecarlo/transport/vector_loops.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

constexpr Index kLanes = LaneLoops::kLanes;

// A matrix a lane, stored entry by entry in blocks of eight, row by row.
class Blocks {
 public:
  Blocks(Index rows, Index cols) : lanes_(kLanes, Matrix::Zero(rows, cols)) { pack(); }
  Blocks(Numbers& numbers, Index rows, Index cols) {
    for (Index l = 0; l < kLanes; ++l) lanes_.push_back(numbers.matrix(rows, cols));
    pack();
  }
  double* data() { return packed_.data(); }
  /// What the lane holds now.
  Matrix operator()(Index l) const {
    Matrix result = lanes_[static_cast<std::size_t>(l)];
    for (Index k = 0; k < result.size(); ++k) result.data()[k] = packed_[kLanes * k + l];
    return result;
  }
  void set(Index l, const Matrix& value) {
    for (Index k = 0; k < value.size(); ++k) packed_[kLanes * k + l] = value.data()[k];
  }
  Vector& packed() { return packed_; }

 private:
  void pack() {
    packed_.resize(kLanes * lanes_[0].size());
    for (Index l = 0; l < kLanes; ++l) set(l, lanes_[static_cast<std::size_t>(l)]);
  }
  std::vector<Matrix> lanes_;
  Vector packed_;
};

/// Eight problems of one shape with random costs, ready to be solved.
struct Eight {
  std::vector<Matrix> costs;
  std::vector<Vector> sources, targets;
  std::vector<PreparedProblem> prepared{kLanes};

  /// `weights` draws those of a side of so many points.
  template <class Weights>
  Eight(Numbers& numbers, Index n, Index m, Weights&& weights) {
    for (Index l = 0; l < kLanes; ++l) {
      costs.push_back(numbers.matrix(n, m));
      sources.push_back(weights(n));
      targets.push_back(weights(m));
    }
    for (std::size_t l = 0; l < kLanes; ++l) {
      prepared[l].prepare(problem_from_matrix(costs[l], sources[l], targets[l]), "test");
      prepared[l].balance();
    }
  }
};

bool is_close(const Matrix& found, const Matrix& wanted) {
  return (found - wanted).cwiseAbs().maxCoeff() <= 1e-12 * (1 + wanted.cwiseAbs().maxCoeff());
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("loops over eight problems do in each lane what their formulas say") {
    const LaneLoops& loops = *vector_loops().lanes;
    for (const auto& [n, m] : {std::pair<Index, Index>{1, 1}, {2, 3}, {4, 4}, {5, 7}, {9, 2}, {6, 13}}) {
      CAPTURE(n);
      CAPTURE(m);
      Numbers numbers(static_cast<std::uint64_t>(100 * n + m));
      Blocks kernel(numbers, n, m), a(numbers, n, 1), b(numbers, m, 1), v(numbers, m, 1), r(n, 1), c(m, 1);
      Blocks error(numbers, 1, 1), sum(numbers, 1, 1), columns(numbers, 3, m), dots(3, 1);
      const Blocks error_before = error, sum_before = sum;
      loops.sweep(kernel.data(), a.data(), v.data(), n, m, r.data(), c.data());
      loops.add_errors(v.data(), c.data(), b.data(), m, error.data());
      loops.add_products(v.data(), b.data(), m, sum.data());
      loops.weighted_dots(columns.data(), v.data(), b.data(), 3, m, dots.data());
      for (Index l = 0; l < kLanes; ++l) {
        const Matrix rows = kernel(l) * v(l), column_sums = kernel(l).transpose() * a(l).cwiseQuotient(rows);
        CHECK(is_close(r(l), rows));
        CHECK(is_close(c(l), column_sums));
        const double excess = (v(l).cwiseProduct(column_sums) - b(l)).cwiseAbs().sum();
        CHECK(error(l)(0) == doctest::Approx(error_before(l)(0) + excess).epsilon(1e-12));
        CHECK(sum(l)(0) == doctest::Approx(sum_before(l)(0) + v(l).cwiseProduct(b(l)).sum()).epsilon(1e-12));
        CHECK(is_close(dots(l), columns(l) * v(l).cwiseProduct(b(l))));
      }
    }
  }

  TEST_CASE("symmetric systems of eight lanes are solved") {
    for (Index count : {1, 2, 3, 10}) {
      Numbers numbers(static_cast<std::uint64_t>(count));
      Blocks matrix(numbers, count, count), y(numbers, count, 1);
      for (Index l = 0; l < kLanes; ++l) {
        const Matrix square = matrix(l) * matrix(l).transpose();
        matrix.set(l, Matrix(square + Matrix::Identity(count, count)));
      }
      const Blocks system = matrix, right = y;
      vector_loops().lanes->solve(matrix.data(), y.data(), count);
      for (Index l = 0; l < kLanes; ++l) CHECK(is_close(system(l) * y(l), right(l)));
    }
  }

  // For linear maps the extrapolation is that of GMRES: dimension + 1 images give the fixed point (Walker and Ni 2011).
  // The maps contract by 0.99 at best: plain steps would need over two thousand.
  TEST_CASE("eight accelerated iterations end after as many steps as their dimension asks for") {
    constexpr Index kDimension = 5;
    Numbers numbers(4);
    std::vector<Matrix> maps;
    Blocks fixed(numbers, kDimension, 1), weights(numbers, kDimension, 1), x(kDimension, 1), safe(kDimension, 1);
    for (Index l = 0; l < kLanes; ++l) {
      const Matrix turn = numbers.matrix(kDimension, kDimension);
      const Vector factors{{0.99, 0.9 - 0.01 * static_cast<double>(l), -0.7, 0.5, 0.1}};
      maps.push_back(turn * factors.asDiagonal() * turn.inverse());
    }
    AndersonLanes anderson;
    anderson.reset(kDimension, weights.data());
    const auto farthest = [&](Index l) { return (x(l) - fixed(l)).cwiseAbs().maxCoeff(); };
    for (int step = 0; step < kDimension + 4; ++step) {
      Blocks image(kDimension, 1);
      for (Index l = 0; l < kLanes; ++l)
        image.set(l, Matrix(maps[static_cast<std::size_t>(l)] * (x(l) - fixed(l)) + fixed(l)));
      // Lane 3 stands still for a step, and lane 5 goes back to its last image and starts anew.
      double advances[kLanes], returns[kLanes];
      for (Index l = 0; l < kLanes; ++l) {
        returns[l] = step == 2 && l == 5;
        advances[l] = returns[l] == 0 && !(step == 1 && l == 3);
      }
      const Blocks before = x, returned_to = safe;
      anderson.step(x.packed(), safe.packed(), image.packed(), advances, returns);
      if (step == 1) CHECK(x(3) == before(3));
      if (step == 2) CHECK(x(5) == returned_to(5));
      for (Index l = 0; l < kLanes; ++l) CHECK(safe(l) == (advances[l] != 0 ? image(l) : returned_to(l)));
    }
    for (Index l = 0; l < kLanes; ++l) {
      CAPTURE(l);
      CHECK(farthest(l) < 1e-6);
    }
  }

  TEST_CASE("eight ordinary problems are solved side by side and none is given up") {
    for (const auto& [n, m] : {std::pair<Index, Index>{6, 9}, {20, 20}, {33, 16}}) {
      Numbers numbers(static_cast<std::uint64_t>(n));
      const Eight eight(numbers, n, m, [&](Index size) { return numbers.weights(size); });
      const EntropicSettings settings = entropic_settings({.epsilon = 0.05, .tolerance = 1e-10});
      SinkhornLanes lanes;
      lanes.solve(eight.prepared, settings);
      for (Index l = 0; l < kLanes; ++l) {
        const auto k = static_cast<std::size_t>(l);
        REQUIRE(lanes.has_converged(l));
        CHECK(lanes.iterations(l) < 80);
        Vector f, g;
        lanes.potentials(l, f, g);
        Matrix plan(n, m);
        for (Index i = 0; i < n; ++i)
          for (Index j = 0; j < m; ++j)
            plan(i, j) =
                eight.sources[k][i] * eight.targets[k][j] * std::exp((f[i] + g[j] - eight.costs[k](i, j)) / 0.05);
        CHECK((plan.rowwise().sum() - eight.sources[k]).lpNorm<1>() < 1e-12);
        CHECK((plan.colwise().sum().transpose() - eight.targets[k]).lpNorm<1>() < 1.01e-10);
      }
    }
  }

  // Where weights span orders of magnitude, accelerated steps go astray. Lanes that took none of them back would give
  // up about half of these problems: by what they find and by what is solved alone afterwards nobody would see it.
  TEST_CASE("steps that go astray are taken back and next to no problem is given up") {
    Numbers numbers(1);
    SinkhornLanes lanes;
    int given_up = 0;
    for (int group = 0; group < 6; ++group) {
      const Eight eight(numbers, 32, 32, [&](Index size) { return numbers.weights_over(4, size); });
      lanes.solve(eight.prepared, entropic_settings({.epsilon = 0.007}));
      for (Index l = 0; l < kLanes; ++l) given_up += !lanes.has_converged(l);
    }
    CHECK(given_up <= 6);
  }
}
