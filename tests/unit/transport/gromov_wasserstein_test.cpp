#include "mongecarlo/transport/solvers/gromov_wasserstein.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "mongecarlo/transport/certificate.hpp"
#include "mongecarlo/transport/gromov_gradient.hpp"
#include "mongecarlo/transport/profile_cost.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

constexpr const char* kSolvers[] = {"gromov_wasserstein", "entropic_gromov_wasserstein"};
const SolverOptions kOptions{.epsilon = 0.05};

Matrix distances(const Matrix& points) {
  Matrix result;
  GroundCost::euclidean().fill(view(points), view(points), result);
  return result;
}

Problem compare(const Matrix& x, const Matrix& y, const Vector& a = {}, const Vector& b = {}) {
  return problem_from_points(x, y, GroundCost::euclidean(), a, b);
}

Problem compare_distances(const Matrix& source, const Matrix& target, const Vector& a = {}, const Vector& b = {}) {
  return {.a = view(a), .b = view(b), .source_distances = view(source), .target_distances = view(target)};
}

/// By definition, O(n^2 m^2).
double objective(const Matrix& d, const Matrix& e, const Matrix& plan) {
  double sum = 0;
  for (Index i = 0; i < plan.rows(); ++i)
    for (Index j = 0; j < plan.cols(); ++j)
      for (Index k = 0; k < plan.rows(); ++k)
        for (Index l = 0; l < plan.cols(); ++l)
          sum += (d(i, k) - e(j, l)) * (d(i, k) - e(j, l)) * plan(i, j) * plan(k, l);
  return sum;
}

/// Least objective over all permutations, by looking at every one.
double least_over_permutations(const Matrix& d, const Matrix& e) {
  const Index n = d.rows();
  std::vector<Index> s(static_cast<std::size_t>(n));
  std::iota(s.begin(), s.end(), Index{0});
  double best = std::numeric_limits<double>::infinity();
  do {
    double sum = 0;
    for (Index i = 0; i < n; ++i)
      for (Index k = 0; k < n; ++k) sum += (d(i, k) - e(s[i], s[k])) * (d(i, k) - e(s[i], s[k]));
    best = std::min(best, sum);
  } while (std::next_permutation(s.begin(), s.end()));
  return best / static_cast<double>(n * n);
}

Matrix dense(const Result& result, Index n, Index m) {
  if (result.dense_plan.size() > 0) return result.dense_plan;
  Matrix plan = Matrix::Zero(n, m);
  for (const PlanEntry& entry : result.plan) plan(entry.source, entry.target) += entry.mass;
  return plan;
}

bool holds(const Certified& enclosure, double value, double noise = 1e-11) {
  return enclosure.lower <= value + noise && value - noise <= enclosure.upper;
}

/// Rotated, mirrored and moved.
Matrix isometric_copy(const Matrix& x) {
  Matrix y = x;
  for (Index i = 0; i < x.rows(); ++i) y.row(i) << 0.6 * x(i, 1) + 0.8 * x(i, 0) + 5, 0.6 * x(i, 0) - 0.8 * x(i, 1) - 2;
  return y;
}

Matrix turned(const Matrix& x) { return x.colwise().reverse(); }
/// The even rows first.
Matrix shuffled(const Matrix& x) {
  Matrix y(x.rows(), x.cols());
  Index to = 0;
  for (Index first : {0, 1})
    for (Index i = first; i < x.rows(); i += 2) y.row(to++) = x.row(i);
  return y;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("one point costs nothing and two cost half the squared difference of their distances") {
    Numbers numbers(21);
    for (const char* solver : kSolvers) {
      CHECK(solve(solver, compare(numbers.matrix(1, 2), numbers.matrix(1, 3)), kOptions).transport_cost == 0);
      for (int round = 0; round < 5; ++round) {
        const Matrix x = numbers.matrix(2, 2), y = numbers.matrix(2, 4);
        const double gap = distances(x)(0, 1) - distances(y)(0, 1);
        const Result r = solve(solver, compare(x, y), kOptions);
        // Permutations cost that; what entropy spreads costs more, up to the product plan.
        const double d = distances(x)(0, 1), e = distances(y)(0, 1);
        CHECK(r.transport_cost >= 0.5 * gap * gap - 1e-12);
        CHECK(r.transport_cost <= 0.5 * (d * d + e * e - d * e) + 1e-12);
        if (r.dense_plan.size() == 0) CHECK(r.transport_cost == doctest::Approx(0.5 * gap * gap).epsilon(1e-12));
        CHECK(r.termination == Termination::converged);
      }
    }
  }

  TEST_CASE("small problems agree with looking at every permutation") {
    Numbers numbers(22);
    for (Index n = 2; n <= 6; ++n)
      for (int round = 0; round < 6; ++round) {
        const Matrix x = numbers.matrix(n, 2), y = numbers.matrix(n, 1 + round % 3);
        const double least = least_over_permutations(distances(x), distances(y));
        const Result r = solve("gromov_wasserstein", compare(x, y));
        CHECK(r.objective == doctest::Approx(least).epsilon(1e-12));
        CHECK(holds(r.certified_objective, least));
        CHECK(r.certified_objective.gap() < 1e-10);
        CHECK(objective(distances(x), distances(y), dense(r, n, n)) == doctest::Approx(least).epsilon(1e-12));
      }
  }

  TEST_CASE("no random plan is better where the optimum is certain") {
    Numbers numbers(23);
    const Matrix x = numbers.matrix(5, 2), y = numbers.matrix(5, 2);
    const double least = solve("gromov_wasserstein", compare(x, y)).certified_objective.lower;
    for (int round = 0; round < 200; ++round) {
      const Matrix cost = numbers.matrix(5, 5);
      const double epsilon = round % 2 ? 0.02 : 0.3;
      const Result plan = solve("entropic", problem_from_matrix(cost, {}, {}), {.epsilon = epsilon});
      CHECK(objective(distances(x), distances(y), plan.dense_plan) >= least - 1e-9);
    }
  }

  TEST_CASE("the reported value is that of the reported plan which is admissible") {
    Numbers numbers(24);
    for (const char* solver : kSolvers) {
      CAPTURE(solver);
      const Matrix x = numbers.matrix(11, 2), y = numbers.matrix(14, 3);
      const Vector a = numbers.weights(11), b = numbers.weights(14);
      const Result r = solve(solver, compare(x, y, a, b), kOptions);
      const Matrix plan = dense(r, 11, 14);
      CHECK(plan.minCoeff() >= 0);
      CHECK((plan.rowwise().sum() - a).lpNorm<1>() < 1e-12);
      CHECK((plan.colwise().sum().transpose() - b).lpNorm<1>() < 1e-12);
      CHECK(objective(distances(x), distances(y), plan) == doctest::Approx(r.transport_cost).epsilon(1e-9));
      CHECK(r.certified_objective.lower <= r.objective);
      CHECK(r.certified_objective.upper >= r.objective);
      CHECK(r.certified_objective.lower > 0.1 * r.objective);
    }
  }

  TEST_CASE("isometric copies cost nothing") {
    Numbers numbers(25);
    for (Index n : {4, 8, 12, 25}) {
      const Matrix x = numbers.matrix(n, 2);
      const Result r = solve("gromov_wasserstein", compare(x, shuffled(isometric_copy(x))));
      CHECK(r.objective < 1e-12);
      CHECK(r.certified_objective.upper < 1e-10);
    }
  }

  TEST_CASE("the numbering of the points changes nothing") {
    Numbers numbers(26);
    for (const char* solver : kSolvers)
      for (Index n : {3, 7, 12}) {
        CAPTURE(solver);
        const Matrix x = numbers.matrix(n, 2), y = numbers.matrix(n + 2, 2);
        const Vector a = numbers.weights(n), b = numbers.weights(n + 2);
        const Vector other_a = turned(a), other_b = shuffled(b);
        const Result r = solve(solver, compare(x, y, a, b), kOptions);
        const Result other = solve(solver, compare(turned(x), shuffled(y), other_a, other_b), kOptions);
        CHECK(r.objective == other.objective);
        CHECK(r.certified_objective.lower == other.certified_objective.lower);
        CHECK(turned(dense(r, n, n + 2)).col(0) == dense(other, n, n + 2).col(0));
      }
  }

  TEST_CASE("the sides may be exchanged and distances twice as large cost four times as much") {
    Numbers numbers(27);
    for (Index n : {5, 12}) {
      const Matrix x = numbers.matrix(n, 2), y = numbers.matrix(n, 2);
      const Result r = solve("gromov_wasserstein", compare(x, y));
      CHECK(solve("gromov_wasserstein", compare(2 * x, 2 * y)).objective ==
            doctest::Approx(4 * r.objective).epsilon(1e-9));
      const Result exchanged = solve("gromov_wasserstein", compare(y, x));
      CHECK(holds(exchanged.certified_objective, r.certified_objective.upper, r.certified_objective.gap() + 1e-11));
      if (n == 5) CHECK(exchanged.objective == doctest::Approx(r.objective).epsilon(1e-12));
    }
  }

  TEST_CASE("weights that are multiples of one share are written out") {
    Numbers numbers(28);
    const Matrix x = numbers.matrix(3, 2), y = numbers.matrix(4, 2);
    Matrix written(4, 2);
    written << x.row(0), x.row(1), x.row(2), x.row(2);
    const Vector a{{0.25, 0.25, 0.5}};
    const Result r = solve("gromov_wasserstein", compare(x, y, a));
    CHECK(r.objective == doctest::Approx(solve("gromov_wasserstein", compare(written, y)).objective).epsilon(1e-12));
    CHECK(r.certified_objective.gap() < 1e-10);
    CHECK((dense(r, 3, 4).rowwise().sum() - a).lpNorm<1>() < 1e-15);
    // The mass enters twice.
    const Result heavy = solve("gromov_wasserstein", compare(x, y, 3 * a, Vector::Constant(4, 0.75)));
    CHECK(heavy.objective == doctest::Approx(9 * r.objective).epsilon(1e-12));
  }

  TEST_CASE("the search finds what is certain of points written twice") {
    Numbers numbers(29);
    int found = 0;
    for (int round = 0; round < 10; ++round) {
      const Matrix x = numbers.matrix(7, 2), y = numbers.matrix(7, 2);
      const Result certain = solve("gromov_wasserstein", compare(x, y));
      Matrix xs(14, 2), ys(14, 2);
      xs << x, x;
      ys << y, y;
      const Result searched = solve("gromov_wasserstein", compare(xs, ys));
      CHECK(holds(searched.certified_objective, certain.objective));
      found += searched.objective < certain.objective + 1e-9;
    }
    CHECK(found >= 7);
  }

  TEST_CASE("the bound of the profiles is below every permutation and meets it for two points") {
    Numbers numbers(30);
    DistancePair pair;
    Matrix profile_cost;
    for (Index n = 2; n <= 6; ++n)
      for (int round = 0; round < 5; ++round) {
        const Matrix x = numbers.matrix(n, 2), y = numbers.matrix(n, 2);
        pair.prepare(compare(x, y), "test");
        fill_profile_cost(pair, profile_cost);
        const double bound = solve("exact", problem_from_matrix(profile_cost, {}, {})).objective;
        const double least = least_over_permutations(distances(x), distances(y));
        CHECK(bound <= least + 1e-14);
        if (n == 2) CHECK(bound == doctest::Approx(least).epsilon(1e-12));
      }
  }

  TEST_CASE("profile costs of unequal weights are squared distances on the line") {
    Numbers numbers(31);
    const Matrix x = numbers.matrix(4, 2), y = numbers.matrix(6, 2);
    const Vector a = numbers.weights(4), b = numbers.weights(6);
    DistancePair pair;
    pair.prepare(compare(x, y, a, b), "test");
    Matrix cost;
    fill_profile_cost(pair, cost);
    const Matrix d = distances(x), e = distances(y);
    for (Index i = 0; i < 4; ++i)
      for (Index j = 0; j < 6; ++j) {
        const Matrix from = d.col(pair.source().order[i]), to = e.col(pair.target().order[j]);
        const Result line = solve("univariate", problem_from_points(from, to, GroundCost::squared_euclidean(), a, b));
        CHECK(cost(i, j) == doctest::Approx(line.objective).epsilon(1e-10));
      }
  }

  TEST_CASE("the scale is a size that the objective comes near and does not pass") {
    // Two points a side, of entries d and e off the diagonal: the plan between them costs (d - e)^2 mass^2 / 2.
    DistancePair pair;
    for (const auto& [d, e] : {std::pair{1.0, -1.0}, {3.0, -0.5}, {0.25, 2.0}, {1.5, 1.5}})
      for (double mass : {1.0, 3.0}) {
        const Matrix source{{0, d}, {d, 0}}, target{{0, e}, {e, 0}};
        const Vector weights = Vector::Constant(2, mass / 2);
        pair.prepare(compare_distances(source, target, weights, weights), "test");
        const double value = objective(source, target, Matrix(weights.asDiagonal()));
        CHECK(value <= pair.scale());
        if (d * e < 0) CHECK(value == doctest::Approx(0.5 * pair.scale()));
      }
  }

  TEST_CASE("matrices that are no Euclidean distances have an honest enclosure") {
    Numbers numbers(32);
    for (int round = 0; round < 10; ++round) {
      Matrix d = numbers.matrix(5, 5), e = numbers.matrix(5, 5);
      d = (d + d.transpose()).eval();
      e = (e + e.transpose()).eval();
      const Result r = solve("gromov_wasserstein", compare_distances(d, e));
      CHECK(r.certified_objective.lower <= least_over_permutations(d, e));
      CHECK(r.objective == doctest::Approx(objective(d, e, dense(r, 5, 5))).epsilon(1e-10));
      CHECK(r.objective <= objective(d, e, Matrix::Constant(5, 5, 0.04)) + 1e-12);
    }
  }

  TEST_CASE("a convex objective is brought near its minimum by the line search") {
    // Negative distances on one side: (D + |D'|)^2, of which mixtures are best.
    Numbers numbers(38);
    const Matrix d = distances(numbers.matrix(6, 2)), e = -distances(numbers.matrix(7, 2));
    const Result r = solve("gromov_wasserstein", compare_distances(d, e));
    const Matrix plan = dense(r, 6, 7);
    Matrix gradient = -4 * d * plan * e;
    gradient.colwise() += Vector(2 * d.array().square().rowwise().mean());
    gradient.rowwise() += Vector(2 * e.array().square().rowwise().mean()).transpose();
    const double linear = (gradient.array() * plan.array()).sum();
    CHECK(linear - solve("exact", problem_from_matrix(gradient, {}, {})).objective < 1e-3 * r.objective);
    CHECK(r.objective < objective(d, e, Matrix::Constant(6, 7, 1.0 / 42)));
  }

  TEST_CASE("permutations are not taken for optimal where mixtures are better") {
    Numbers numbers(41);
    for (int round = 0; round < 5; ++round) {
      const Matrix d = distances(numbers.matrix(5, 2)), e = -distances(numbers.matrix(5, 2));
      const double mixed = objective(d, e, Matrix::Constant(5, 5, 0.04));
      REQUIRE(mixed < least_over_permutations(d, e));
      const Result r = solve("gromov_wasserstein", compare_distances(d, e));
      CHECK(r.certified_objective.lower <= mixed);
      CHECK(r.objective <= mixed + 1e-12);
    }
  }

  TEST_CASE("distances may stand for points of one side or both") {
    Numbers numbers(33);
    const Matrix x = numbers.matrix(6, 2), y = numbers.matrix(6, 3);
    const Matrix d = distances(x), e = distances(y);
    const double value = solve("gromov_wasserstein", compare(x, y)).objective;
    CHECK(solve("gromov_wasserstein", compare_distances(d, e)).objective == value);
    const Problem mixed{.x = view(x), .ground_cost = GroundCost::euclidean(), .target_distances = view(e)};
    CHECK(solve("gromov_wasserstein", mixed).objective == value);
  }

  TEST_CASE("entropic values lie in order and tend to the product and to the exact one") {
    Numbers numbers(34);
    const Matrix x = numbers.matrix(7, 2), y = numbers.matrix(7, 2);
    const double exact = solve("gromov_wasserstein", compare(x, y)).objective;
    const double product = objective(distances(x), distances(y), Matrix::Constant(7, 7, 1.0 / 49));
    double before = exact;
    for (const double epsilon : {1e-3, 1e-2, 0.1, 1.0, 100.0}) {
      const Result r = solve("entropic_gromov_wasserstein", compare(x, y), {.epsilon = epsilon});
      CHECK(r.termination == Termination::converged);
      CHECK(r.certified_objective.lower <= r.objective);
      CHECK(r.certified_objective.lower <= exact + epsilon * std::log(7.0));
      CHECK(r.objective >= before - 1e-9);
      CHECK(r.objective <= product + 1e-9);
      CHECK(r.transport_cost >= exact - 1e-9);
      before = r.objective;
    }
    CHECK(before == doctest::Approx(product).epsilon(1e-2));
    CHECK(solve("entropic_gromov_wasserstein", compare(x, y), {.epsilon = 1e-3}).transport_cost ==
          doctest::Approx(exact).epsilon(0.2));
  }

  TEST_CASE("an entropic plan solves the problem that is linearised at it") {
    Numbers numbers(35);
    const Matrix x = numbers.matrix(8, 2), y = numbers.matrix(9, 2);
    // Against negative distances the objective is convex, and whole steps would overshoot.
    for (const auto& [sign, epsilon] : {std::pair{1.0, 0.1}, {-1.0, 0.1}, {-1.0, 0.02}}) {
      CAPTURE(sign);
      CAPTURE(epsilon);
      const Matrix d = distances(x), e = sign * distances(y);
      const SolverOptions options{.epsilon = epsilon, .tolerance = 1e-12};
      const Result r = solve("entropic_gromov_wasserstein", compare_distances(d, e), options);
      CHECK(r.termination == Termination::converged);
      Matrix gradient = -4 * d * r.dense_plan * e;
      gradient.colwise() += Vector(2 * d.array().square().rowwise().mean());
      gradient.rowwise() += Vector(2 * e.array().square().rowwise().mean()).transpose();
      const Result linear = solve("entropic", problem_from_matrix(gradient, {}, {}), options);
      CHECK((linear.dense_plan - r.dense_plan).lpNorm<Eigen::Infinity>() < 1e-5);
    }
  }

  TEST_CASE("gradients in the points agree with differences of the optimal value") {
    Numbers numbers(39);
    const Matrix x = numbers.matrix(5, 2), y = numbers.matrix(5, 3);
    Matrix by_x, by_y;
    gromov_gradient(compare(x, y), solve("gromov_wasserstein", compare(x, y)), by_x, by_y);
    const auto value = [](const Matrix& source, const Matrix& target) {
      return solve("gromov_wasserstein", compare(source, target)).objective;
    };
    const double h = 1e-5;
    for (Index entry : {0, 3, 9}) {
      Matrix up = x, down = x;
      up.data()[entry] += h;
      down.data()[entry] -= h;
      CHECK(by_x.data()[entry] == doctest::Approx((value(up, y) - value(down, y)) / (2 * h)).epsilon(1e-6));
      up = down = y;
      up.data()[entry] += h;
      down.data()[entry] -= h;
      CHECK(by_y.data()[entry] == doctest::Approx((value(x, up) - value(x, down)) / (2 * h)).epsilon(1e-6));
    }
    // Moving or turning a side changes nothing.
    CHECK(by_x.colwise().sum().lpNorm<Eigen::Infinity>() < 1e-14);
    CHECK(std::abs((x.col(0).array() * by_x.col(1).array() - x.col(1).array() * by_x.col(0).array()).sum()) < 1e-14);
    Matrix none;
    CHECK(mentions(complaint([&] { gromov_gradient(compare(x, y), Result(), none, none); }), "plan is empty"));
    CHECK(mentions(complaint([&] { gromov_gradient(compare_distances(x, y), Result(), none, none); }), "x is empty"));
  }

  TEST_CASE("entropic gradients in the points agree with differences of the objective") {
    Numbers numbers(40);
    const Matrix x = numbers.matrix(6, 2), y = numbers.matrix(7, 2);
    const Vector a = numbers.weights(6), b = numbers.weights(7);
    const SolverOptions sharp{.epsilon = 0.2, .tolerance = 1e-13};
    Matrix by_x, by_y;
    gromov_gradient(compare(x, y, a, b), solve("entropic_gromov_wasserstein", compare(x, y, a, b), sharp), by_x, by_y);
    const auto value = [&](const Matrix& source) {
      return solve("entropic_gromov_wasserstein", compare(source, y, a, b), sharp).objective;
    };
    Matrix up = x, down = x;
    up(2, 1) += 1e-4;
    down(2, 1) -= 1e-4;
    CHECK(by_x(2, 1) == doctest::Approx((value(up) - value(down)) / 2e-4).epsilon(1e-4));
  }

  TEST_CASE("a search that was cut short says so and its enclosure holds") {
    Numbers numbers(36);
    const Matrix x = numbers.matrix(12, 2), y = numbers.matrix(12, 2);
    const Vector a = numbers.weights(12), b = numbers.weights(12);
    for (const char* solver : kSolvers) {
      SolverOptions few = kOptions;
      few.max_iterations = few.starts = 1;
      few.tolerance = 1e-15;
      const Result r = solve(solver, compare(x, y, a, b), few);
      CHECK(r.termination == Termination::iteration_limit);
      const Result best = solve(solver, compare(x, y, a, b), kOptions);
      CHECK(r.certified_objective.lower <= best.objective);
      CHECK(r.certified_objective.upper >= best.objective);
    }
  }

  TEST_CASE("what cannot be compared is refused by name") {
    Numbers numbers(37);
    const Matrix x = numbers.matrix(3, 2), d = distances(x);
    for (const char* solver : kSolvers) {
      CAPTURE(solver);
      const auto refused = [&](const Problem& problem, const char* words, SolverOptions options = kOptions) {
        const std::string text = complaint([&] { solve(solver, problem, options); });
        CAPTURE(text);
        CHECK(mentions(text, words));
      };
      Matrix bad = d;
      bad(2, 1) += 1e-9;
      refused(compare_distances(bad, d), "source_distances(2, 1)");
      bad(2, 1) = std::numeric_limits<double>::quiet_NaN();
      refused(compare_distances(d, bad), "target_distances[7] is nan");
      bad = d;
      bad(0, 1) = bad(1, 0) = 1e100;
      refused(compare_distances(bad, d), "largest absolute entry of source_distances is 1e+100");
      refused(compare_distances(Matrix::Zero(2, 3), d), "columns of source_distances has size 3");
      refused(problem_from_matrix(d, {}, {}), "source_distances is empty");
      refused(compare(x, x, Vector{{0.5, 0.5}}), "a has size 2");
      refused(compare(x, x, Vector{{0.5, -0.5, 1}}), "a[1] is -0.5");
      refused(compare(x, x, Vector{{0.5, 0.5, 1}}, Vector{{0.2, 0.2, 0.2}}), "mass of b");
      refused(compare(x, x), "starts is 0", {.epsilon = 1, .starts = 0});
      refused(compare(x, x), "tolerance is 0", {.epsilon = 1, .tolerance = 0});
      const Result result = solve(solver, compare(x, x), kOptions);
      CHECK(mentions(complaint([&] { certify(*find_solver(solver), kOptions, compare(x, x), result); }), "certify"));
    }
    CHECK(mentions(complaint([&] { solve("entropic_gromov_wasserstein", compare(x, x)); }), "epsilon is 0"));
  }
}
