#include "mongecarlo/transport/solvers/entropic.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

Matrix two_point_cost() {
  Matrix cost(2, 2);
  cost << 0, 1, 1, 0;
  return cost;
}

// First entry of the optimal plan between (r, 1 - r) and (s, 1 - s), cost 0/1.
double two_point_entry(double r, double s, double epsilon) {
  const double k = std::exp(2 / epsilon), b = 1 + (k - 1) * (r + s);
  return 2 * k * r * s / (b + std::sqrt(b * b - 4 * k * (k - 1) * r * s));
}

bool holds(const Certified& enclosure, double value) { return enclosure.lower <= value && value <= enclosure.upper; }

bool is_finite(const Result& r) {
  return std::isfinite(r.objective) && std::isfinite(r.transport_cost) && std::isfinite(r.dual_objective) &&
         std::isfinite(r.marginal_error) && std::isfinite(r.certified_objective.lower) &&
         std::isfinite(r.certified_objective.upper) && r.f.allFinite() && r.g.allFinite() && r.dense_plan.allFinite();
}

double plan_misfit(const Result& result, const Vector& a, const Vector& b) {
  return (result.dense_plan.rowwise().sum() - a).lpNorm<1>() +
         (result.dense_plan.colwise().sum().transpose() - b).lpNorm<1>();
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("entropic gives the closed form of two points") {
    const Matrix cost = two_point_cost();
    const Vector a{{0.3, 0.7}}, b{{0.6, 0.4}};
    const Result r = solve("entropic", problem_from_matrix(cost, a, b), {.epsilon = 0.5, .tolerance = 1e-13});
    CHECK(r.dense_plan(0, 0) == doctest::Approx(0.293122448132).epsilon(1e-11));
    CHECK(r.transport_cost == doctest::Approx(0.313755103736).epsilon(1e-11));
    CHECK(r.objective == doctest::Approx(0.393940459421).epsilon(1e-11));
    CHECK(r.dual_objective == doctest::Approx(0.393940459421).epsilon(1e-11));
    CHECK(*r.entropy_objective == doctest::Approx(-0.247997525111).epsilon(1e-11));
    CHECK(r.certified_objective.lower <= 0.393940459421 + 1e-12);
    CHECK(r.certified_objective.upper >= 0.393940459421 - 1e-12);
    CHECK(holds(*r.certified_transport_cost, r.transport_cost));
    CHECK(r.certified_objective.gap() < 1e-12);
  }

  TEST_CASE("entropic follows the closed form over nine orders of epsilon") {
    const Matrix cost = two_point_cost();
    const Vector a{{0.3, 0.7}}, b{{0.6, 0.4}};
    for (double epsilon : {0.01, 0.02, 0.1, 1.0, 10.0, 1e3, 1e6}) {
      CAPTURE(epsilon);
      const Result r = solve("entropic", problem_from_matrix(cost, a, b), {.epsilon = epsilon, .tolerance = 1e-12});
      CHECK(r.termination == Termination::converged);
      CHECK(r.dense_plan(0, 0) == doctest::Approx(two_point_entry(0.3, 0.6, epsilon)).epsilon(1e-10));
    }
  }

  TEST_CASE("entropic gives the discrete circle") {
    const Index n = 48;
    Matrix cost(n, n);
    double mean = 0;
    const double epsilon = 0.3;
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j)
        cost(i, j) = 1 - std::cos(2 * std::numbers::pi * static_cast<double>(i - j) / static_cast<double>(n));
    for (Index j = 0; j < n; ++j) mean += std::exp(-cost(0, j) / epsilon) / static_cast<double>(n);
    const Result r = solve("entropic", problem_from_matrix(cost, {}, {}), {.epsilon = epsilon});
    CHECK(r.objective == doctest::Approx(-epsilon * std::log(mean)).epsilon(1e-12));
    // 1 - epsilon log I_0(1 / epsilon), to which a grid this fine has converged
    CHECK(r.objective == doctest::Approx(0.442270309461).epsilon(1e-11));
    CHECK(r.transport_cost == doctest::Approx(0.168099928831).epsilon(1e-11));
  }

  TEST_CASE("entropic enclosures hold the value of a much sharper solve") {
    Numbers numbers(1);
    for (double epsilon : {0.01, 0.1, 1.0})
      for (bool is_uniform : {true, false}) {
        const Matrix cost = numbers.matrix(12, 17);
        const Vector a = is_uniform ? Vector() : numbers.weights(12), b = is_uniform ? Vector() : numbers.weights(17);
        const Problem problem = problem_from_matrix(cost, a, b);
        const Result sharp = solve("entropic", problem, {.epsilon = epsilon, .tolerance = 1e-13});
        for (long long iterations : {1, 2, 4, 8}) {
          const Result rough = solve("entropic", problem, {.epsilon = epsilon, .max_iterations = iterations});
          CHECK(holds(rough.certified_objective, sharp.objective));
          CHECK(holds(*rough.certified_transport_cost, sharp.transport_cost));
          CHECK((rough.termination == Termination::iteration_limit || rough.marginal_error < 1e-9));
        }
      }
  }

  TEST_CASE("entropic stops only when both marginals are right") {
    Numbers numbers(2);
    const Matrix cost = numbers.matrix(20, 30);
    const Vector a = numbers.weights(20), b = numbers.weights(30);
    for (double tolerance : {1e-3, 1e-6, 1e-9, 1e-12}) {
      const Result r = solve("entropic", problem_from_matrix(cost, a, b), {.epsilon = 0.02, .tolerance = tolerance});
      CHECK(r.termination == Termination::converged);
      CHECK(plan_misfit(r, a, b) <= tolerance + 1e-14);
      CHECK(r.marginal_error == doctest::Approx(plan_misfit(r, a, b)).epsilon(1e-3));
    }
  }

  TEST_CASE("entropic at small epsilon is close to exact") {
    Numbers numbers(3);
    for (Index n : {2, 5, 20}) {
      const Matrix cost = numbers.matrix(n, n);
      const Problem problem = problem_from_matrix(cost, {}, {});
      const double exact = solve("exact", problem).objective;
      for (double epsilon : {1e-4, 1e-3, 1e-2}) {
        const Result r = solve("entropic", problem, {.epsilon = epsilon, .max_iterations = 3000});
        CHECK(r.certified_objective.upper >= exact);
        CHECK(r.certified_objective.lower <= exact + epsilon * std::log(static_cast<double>(n)) + 1e-12);
      }
    }
  }

  TEST_CASE("entropic gives numbers for any epsilon") {
    Numbers numbers(4);
    const Matrix x = numbers.matrix(15, 2), y = numbers.matrix(15, 2);
    for (double ratio : {1e-12, 1e-8, 1e-4, 1e-2, 1.0, 1e3, 1e8}) {
      CAPTURE(ratio);
      const auto problem = problem_from_points(x, y, GroundCost::squared_euclidean(), {}, {});
      const Result r = solve("entropic", problem, {.epsilon = ratio, .max_iterations = 200});
      CHECK(is_finite(r));
      CHECK(r.certified_objective.lower <= r.certified_objective.upper);
    }
  }

  TEST_CASE("entropic converges down to a ten thousandth of the largest cost") {
    Numbers numbers(6);
    for (int round = 0; round < 8; ++round) {
      const Matrix x = numbers.matrix(20, 2), y = numbers.matrix(15 + round, 2);
      const Vector a = numbers.weights(20), b = numbers.weights(15 + round);
      const Problem problem = problem_from_points(x, y, GroundCost::squared_euclidean(), a, b);
      const Result r = solve("entropic", problem, {.epsilon = 1e-4, .max_iterations = 3000});
      CHECK(r.termination == Termination::converged);
      CHECK(r.certified_objective.gap() < 1e-8);
      CHECK(r.certified_objective.upper >= solve("exact", problem).certified_objective.lower);
    }
  }

  // A column lighter than the tolerance may lose its whole mass, its potential anything, and not be missed.
  TEST_CASE("entropic is certified where weights are lighter than the tolerance") {
    Matrix cost(3, 3);
    cost << 0.42, 0.71, 0.36, 0.79, 0.25, 0.59, 0.31, 0.11, 0.35;
    const Vector a{{0.9976, 0.0002, 0.0022}}, b{{1e-8, 5e-8, 1 - 6e-8}};
    const Result r = solve("entropic", problem_from_matrix(cost, a, b), {.epsilon = 0.003, .tolerance = 1e-6});
    CHECK(r.termination == Termination::converged);
    CHECK(r.certified_objective.gap() < 2e-6);
  }

  TEST_CASE("entropic converges and is certified for weights over twelve orders") {
    Numbers numbers(7);
    for (int round = 0; round < 2000; ++round) {
      CAPTURE(round);
      const auto size = [&] { return 2 + static_cast<Index>(8 * numbers.next()); };
      const Index n = size(), m = size();
      const Matrix cost = numbers.matrix(n, m);
      const Vector a = numbers.weights_over(12, n), b = numbers.weights_over(12, m);
      const double epsilon = std::pow(10, -4 + 3 * numbers.next());
      const double tolerance = numbers.next() < 0.5 ? 1e-6 : 1e-9;
      const Result r = solve("entropic", problem_from_matrix(cost, a, b), {.epsilon = epsilon, .tolerance = tolerance});
      CHECK(r.termination == Termination::converged);
      CHECK(r.certified_objective.gap() <= 20 * tolerance * (1 + 40 * epsilon) + 1e-12);
    }
  }

  TEST_CASE("entropic finishes where its steps go along links that carry next to no mass") {
    Matrix cost(5, 5);
    cost << 3, 0, 1, 2, 0, 3, 1, 3, 3, 3, 0, 2, 3, 3, 2, 0, 2, 3, 3, 0, 2, 3, 0, 2, 3;
    for (double epsilon : {0.0060, 0.0060580460205301636, 0.0061, 0.0065}) {
      const Result r = solve("entropic", problem_from_matrix(cost, {}, {}), {.epsilon = epsilon});
      CHECK(r.termination == Termination::converged);
    }
  }

  TEST_CASE("entropic gives points without weight no mass and a finite potential") {
    Numbers numbers(5);
    const Matrix cost = numbers.matrix(4, 5);
    const Vector a{{0.5, 0.0, 0.2, 0.3}}, b{{0.0, 0.4, 0.1, 0.5, 0.0}};
    const Result r = solve("entropic", problem_from_matrix(cost, a, b), {.epsilon = 0.05});
    CHECK(r.termination == Termination::converged);
    CHECK(is_finite(r));
    CHECK(r.dense_plan.row(1).sum() == 0);
    CHECK(r.dense_plan.col(0).sum() == 0);
    CHECK(r.certified_objective.gap() < 1e-8);
  }

  TEST_CASE("entropic handles huge and negative costs") {
    Matrix cost(3, 3);
    cost << 0, 1e32, 1, 2, 0.5, 1e32, 1e32, 3, -1;
    const Vector w = Vector::Constant(3, 1.0 / 3);
    const Result r = solve("entropic", problem_from_matrix(cost, w, w), {.epsilon = 0.1, .max_iterations = 5000});
    CHECK(is_finite(r));
    CHECK(r.termination == Termination::converged);
    CHECK(r.objective == doctest::Approx((0 + 0.5 - 1) / 3 + 0.1 * std::log(3)).epsilon(1e-9));
    CHECK(r.certified_objective.lower <= r.objective);
  }

  TEST_CASE("bad options of entropic solvers are named") {
    for (const char* name : {"entropic", "sinkhorn_divergence", "unbalanced"}) {
      const auto make = [&](SolverOptions options) {
        options.tau_source = options.tau_target = 1;
        return complaint([&] { find_solver(name)->make(options); });
      };
      CHECK(mentions(make({.epsilon = 0}), "epsilon is 0") != find_solver(name)->allows_zero_epsilon);
      CHECK(mentions(make({.epsilon = -1}), "epsilon is -1, but must be finite and > 0"));
      CHECK(mentions(make({.epsilon = std::numeric_limits<double>::quiet_NaN()}), "epsilon is nan"));
      CHECK(mentions(make({.epsilon = 1e-200}), "epsilon is 1e-200"));
      CHECK(mentions(make({.epsilon = 1, .tolerance = 0}), "tolerance is 0"));
      CHECK(mentions(make({.epsilon = 1, .max_iterations = 0}), "max_iterations is 0"));
    }
    const auto tau = [](double source, double target) {
      return complaint(
          [&] { find_solver("unbalanced")->make({.epsilon = 1, .tau_source = source, .tau_target = target}); });
    };
    CHECK(mentions(tau(0, 1), "tau_source is 0"));
    CHECK(mentions(tau(1, -2), "tau_target is -2"));
  }
}
