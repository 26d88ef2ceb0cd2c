#include "mongecarlo/transport/solvers/unbalanced.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

double divergence(double x, double y) { return x * std::log(x / y) - x + y; }

// Value of moving mass t between Diracs of masses a and b, minimised over a fine bracket of t.
double dirac_value(double a, double b, double c, double epsilon, double tau_source, double tau_target) {
  const auto value = [&](double t) {
    return c * t + epsilon * divergence(t, a * b) + tau_source * divergence(t, a) + tau_target * divergence(t, b);
  };
  double low = 1e-12, high = 10 * (a + b + a * b);
  for (int k = 0; k < 200; ++k) {
    const double left = low + (high - low) / 3, right = high - (high - low) / 3;
    (value(left) < value(right) ? high : low) = value(left) < value(right) ? right : left;
  }
  return value(0.5 * (low + high));
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("unbalanced gives the closed form of two Diracs") {
    const Matrix cost = Matrix::Constant(1, 1, 0.7);
    const Vector one = Vector::Ones(1);
    const Result r = solve("unbalanced", problem_from_matrix(cost, one, one),
                           {.epsilon = 0.2, .tau_source = 0.5, .tau_target = 0.5, .tolerance = 1e-13});
    CHECK(r.objective == doctest::Approx(0.530357825076).epsilon(1e-11));
    CHECK(r.dense_plan.sum() == doctest::Approx(0.558035145770).epsilon(1e-11));
    CHECK(r.certified_objective.gap() < 1e-12);
  }

  TEST_CASE("unbalanced minimises over the mass that moves between Diracs") {
    for (double a : {0.4, 1.0, 3.0})
      for (double tau : {0.1, 2.0}) {
        const Matrix cost = Matrix::Constant(1, 1, 0.6);
        const Vector source = Vector::Constant(1, a), target = Vector::Constant(1, 1.7);
        const Result r = solve("unbalanced", problem_from_matrix(cost, source, target),
                               {.epsilon = 0.3, .tau_source = tau, .tau_target = 0.8, .tolerance = 1e-13});
        CHECK(r.objective == doctest::Approx(dirac_value(a, 1.7, 0.6, 0.3, tau, 0.8)).epsilon(1e-10));
        CHECK(r.dual_objective == doctest::Approx(r.objective).epsilon(1e-11));
      }
  }

  TEST_CASE("the mass identity holds at the optimum with two penalties") {
    Numbers numbers(1);
    for (double epsilon : {0.01, 0.2}) {
      const Matrix cost = numbers.matrix(14, 9);
      const Vector a = 2 * numbers.weights(14), b = 0.7 * numbers.weights(9);
      const double s = 0.4, t = 1.3;
      const Result r = solve("unbalanced", problem_from_matrix(cost, a, b),
                             {.epsilon = epsilon, .tau_source = s, .tau_target = t, .tolerance = 1e-12});
      CHECK(r.termination == Termination::converged);
      const double identity =
          s * a.sum() + t * b.sum() + epsilon * a.sum() * b.sum() - (epsilon + s + t) * r.dense_plan.sum();
      CHECK(r.objective == doctest::Approx(identity).epsilon(1e-10));
      CHECK(r.certified_objective.gap() < 1e-10);
      CHECK(r.marginal_error < 1e-11);
    }
  }

  TEST_CASE("unbalanced enclosures hold the value of a much sharper solve") {
    Numbers numbers(2);
    const Matrix cost = numbers.matrix(10, 10);
    const Vector a = numbers.weights(10), b = numbers.weights(10);
    SolverOptions options{.epsilon = 0.03, .tau_source = 0.5, .tau_target = 1, .tolerance = 1e-13};
    const double sharp = solve("unbalanced", problem_from_matrix(cost, a, b), options).objective;
    for (long long iterations : {1, 2, 3, 5}) {
      options.max_iterations = iterations;
      const Result rough = solve("unbalanced", problem_from_matrix(cost, a, b), options);
      CHECK(rough.certified_objective.lower <= sharp);
      CHECK(rough.certified_objective.upper >= sharp);
    }
  }

  TEST_CASE("unbalanced tends to entropic as the penalties grow") {
    Numbers numbers(3);
    const Matrix cost = numbers.matrix(8, 6);
    const Vector a = numbers.weights(8), b = numbers.weights(6);
    const Problem problem = problem_from_matrix(cost, a, b);
    const double balanced = solve("entropic", problem, {.epsilon = 0.1}).objective;
    const Result r = solve("unbalanced", problem, {.epsilon = 0.1, .tau_source = 1e5, .tau_target = 1e5});
    CHECK(r.termination == Termination::converged);
    CHECK(r.objective == doctest::Approx(balanced).epsilon(1e-4));
  }

  TEST_CASE("unbalanced tends to the kernel as the penalties vanish") {
    Numbers numbers(4);
    const Matrix cost = numbers.matrix(5, 5);
    const Vector a = numbers.weights(5), b = numbers.weights(5);
    const double epsilon = 0.2;
    const Result r = solve("unbalanced", problem_from_matrix(cost, a, b),
                           {.epsilon = epsilon, .tau_source = 1e-6, .tau_target = 1e-6});
    const double kernel_mass = a.dot(((-cost.array() / epsilon).exp().matrix() * b));
    CHECK(r.objective == doctest::Approx(epsilon * (1 - kernel_mass)).epsilon(1e-4));
  }

  TEST_CASE("no cost and equal masses cost nothing") {
    const Matrix cost = Matrix::Zero(4, 3);
    const Result r =
        solve("unbalanced", problem_from_matrix(cost, {}, {}), {.epsilon = 0.1, .tau_source = 1, .tau_target = 2});
    CHECK(std::abs(r.objective) < 1e-12);
  }
}
