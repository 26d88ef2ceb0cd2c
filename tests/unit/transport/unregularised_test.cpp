#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "mongecarlo/transport/certificate.hpp"
#include "mongecarlo/transport/solvers/unbalanced.hpp"
#include "unit/transport/problems.hpp"

// Unbalanced transport without regularisation.

using namespace mongecarlo;
using namespace mongecarlo::testing;
using doctest::Approx;

namespace {

Result unregularised(const Problem& problem, double tau_source, double tau_target) {
  return solve("unbalanced", problem, {.tau_source = tau_source, .tau_target = tau_target});
}

double mass_of(const std::vector<PlanEntry>& plan) {
  double mass = 0;
  for (const PlanEntry& entry : plan) mass += entry.mass;
  return mass;
}

// Slope of C_ij p + tau_s KL(r + p | a) + tau_t KL(c + p | b) in p.
struct Slope {
  long double cost, row, column, a, b, tau_source, tau_target;
  long double operator()(long double p) const {
    return cost + tau_source * std::log((row + p) / a) + tau_target * std::log((column + p) / b);
  }
};

// Where an increasing slope vanishes on p >= 0.
long double best_mass(const Slope& slope) {
  if (slope.row > 0 && slope.column > 0 && slope(0) >= 0) return 0;
  long double low = 0, high = 1;
  while (slope(high) < 0) high *= 2;
  for (int k = 0; k < 90; ++k) {
    const long double middle = (low + high) / 2;
    (slope(middle) < 0 ? low : high) = middle;
  }
  return (low + high) / 2;
}

long double divergence(long double x, long double y) { return (x > 0 ? x * std::log(x / y) : 0) - x + y; }

// The optimal value by exact minimisation over one entry of the plan after another, in long double.
double value_by_coordinates(const Problem& problem, double tau_source, double tau_target, int sweeps) {
  const Index n = problem.sources(), m = problem.targets();
  std::vector<long double> plan(static_cast<std::size_t>(n * m), 1e-3L), rows(static_cast<std::size_t>(n), 0),
      columns(static_cast<std::size_t>(m), 0);
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    std::fill(rows.begin(), rows.end(), 0);
    std::fill(columns.begin(), columns.end(), 0);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < m; ++j) {
        rows[i] += plan[i * m + j];
        columns[j] += plan[i * m + j];
      }
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < m; ++j) {
        long double& p = plan[i * m + j];
        const long double row = std::max(rows[i] - p, 0.0L), column = std::max(columns[j] - p, 0.0L);
        p = best_mass({problem.cost(i, j), row, column, problem.a[i], problem.b[j], tau_source, tau_target});
        rows[i] = row + p;
        columns[j] = column + p;
      }
  }
  long double value = 0;
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < m; ++j) value += plan[i * m + j] * problem.cost(i, j);
  for (Index i = 0; i < n; ++i) value += tau_source * divergence(rows[i], problem.a[i]);
  for (Index j = 0; j < m; ++j) value += tau_target * divergence(columns[j], problem.b[j]);
  return static_cast<double>(value);
}

Vector with_zeros(Numbers& numbers, Index n) {
  Vector weights = numbers.weights(n);
  for (Index i = 1; i < n; ++i)
    if (numbers.next() < 0.2) weights[i] = 0;
  return weights * (0.5 + 2 * numbers.next());
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("unregularised Diracs are the closed form") {
    for (double tau : {0.1, 1.0, 20.0})
      for (double c : {0.0, 0.3, 5.0}) {
        const Matrix cost = Matrix::Constant(1, 1, c);
        const Vector one = Vector::Ones(1), a = Vector::Constant(1, 0.4), b = Vector::Constant(1, 3);
        const Result unit = unregularised(problem_from_matrix(cost, one, one), tau, tau);
        CHECK(unit.objective == Approx(-2 * tau * std::expm1(-c / (2 * tau))).epsilon(1e-14));
        // t = sqrt(a b) exp(-c / 2 tau), V = tau (a + b - 2 t)
        const Result general = unregularised(problem_from_matrix(cost, a, b), tau, tau);
        const double t = std::sqrt(1.2) * std::exp(-c / (2 * tau));
        CHECK(mass_of(general.plan) == Approx(t).epsilon(1e-13));
        CHECK(general.objective == Approx(tau * (3.4 - 2 * t)).epsilon(1e-13));
      }
  }

  TEST_CASE("unregularised values agree with minimisation by coordinates") {
    Numbers numbers(1);
    for (auto [n, m] : {std::pair<Index, Index>{1, 4}, {3, 3}, {4, 6}, {6, 4}})
      for (auto [s, t] : {std::pair{0.3, 0.3}, {0.2, 1.5}}) {
        CAPTURE(n);
        CAPTURE(s);
        const Matrix cost = numbers.matrix(n, m);
        const Vector a = numbers.weights(n), b = 1.6 * numbers.weights(m);
        const Problem problem = problem_from_matrix(cost, a, b);
        const Result r = unregularised(problem, s, t);
        CHECK(r.termination == Termination::converged);
        CHECK(r.objective == Approx(value_by_coordinates(problem, s, t, 1500)).epsilon(1e-9));
      }
  }

  TEST_CASE("unregularised plans lie on a forest and obey the mass identity") {
    Numbers numbers(2);
    for (double tau : {0.05, 0.5, 50.0}) {
      const Matrix cost = numbers.matrix(30, 22);
      const Vector a = 2 * numbers.weights(30), b = 0.7 * numbers.weights(22);
      const Result r = unregularised(problem_from_matrix(cost, a, b), tau, 2 * tau);
      CHECK(r.termination == Termination::converged);
      CHECK(r.plan.size() <= 51);
      CHECK(r.objective == Approx(tau * a.sum() + 2 * tau * b.sum() - 3 * tau * mass_of(r.plan)).epsilon(1e-12));
      CHECK(r.certified_objective.gap() < 1e-12 * r.objective);
      CHECK(infeasibility(r, cost) < 1e-14);
    }
  }

  TEST_CASE("unregularised transport tends to exact transport as the penalties grow") {
    Numbers numbers(3);
    const Matrix cost = numbers.matrix(12, 9);
    const Vector a = numbers.weights(12), b = numbers.weights(9);
    const Problem problem = problem_from_matrix(cost, a, b);
    const double balanced = solve("exact", problem).objective;
    const Result r = unregularised(problem, 1e7, 1e7);
    CHECK(r.objective <= balanced);
    CHECK(r.objective == Approx(balanced).epsilon(1e-7));
    CHECK(r.certified_objective.gap() < 1e-12);
  }

  TEST_CASE("a little entropy costs at most epsilon times the divergence of the plan") {
    Numbers numbers(4);
    const Matrix cost = numbers.matrix(8, 8);
    const Vector a = numbers.weights(8), b = numbers.weights(8);
    const Problem problem = problem_from_matrix(cost, a, b);
    const Result plain = unregularised(problem, 0.5, 0.8);
    double entropy = 1 - mass_of(plain.plan);
    for (const PlanEntry& entry : plain.plan)
      if (entry.mass > 0) entropy += entry.mass * std::log(entry.mass / (a[entry.source] * b[entry.target]));
    const double epsilon = 0.01;
    const Result r =
        solve("unbalanced", problem, {.epsilon = epsilon, .tau_source = 0.5, .tau_target = 0.8, .tolerance = 1e-12});
    CHECK(r.objective >= plain.objective);
    CHECK(r.objective <= plain.objective + epsilon * entropy);
  }

  TEST_CASE("an outlier costs no more than the robustness lemma allows") {
    Numbers numbers(5);
    const double tau = 0.4, share = 0.15;
    for (double height : {0.5, 3.0, 100.0}) {
      const Matrix cost = numbers.matrix(6, 6);
      Matrix with_outlier(7, 6);
      with_outlier.topRows(6) = cost;
      for (Index j = 0; j < 6; ++j) with_outlier(6, j) = height * (1 + numbers.next());
      const Vector a = numbers.weights(6), b = numbers.weights(6);
      Vector mixed(7);
      mixed.head(6) = (1 - share) * a;
      mixed[6] = share;
      const double clean = unregularised(problem_from_matrix(cost, a, b), tau, tau).objective;
      const double value = unregularised(problem_from_matrix(with_outlier, mixed, b), tau, tau).objective;
      const double mean = with_outlier.row(6).dot(b);
      CHECK(value <= (1 - share) * clean - 2 * tau * share * std::expm1(-mean / (2 * tau)) + 1e-14);
    }
  }

  TEST_CASE("hard cases of unregularised transport are certified") {
    Numbers numbers(6);
    const SolverFamily* family = find_solver("unbalanced");
    for (int round = 0; round < 400; ++round) {
      CAPTURE(round);
      const Index n = 1 + static_cast<Index>(20 * numbers.next()), m = 1 + static_cast<Index>(20 * numbers.next());
      Matrix cost = numbers.matrix(n, m);
      if (round % 4 == 1) cost = (4 * cost.array()).floor();         // ties
      if (round % 4 == 2) cost = cost.array().log() + 0.5;           // negative ones
      if (round % 4 == 3) cost = (60 * (cost.array() - 0.5)).exp();  // 26 orders of magnitude
      const Vector a = with_zeros(numbers, n), b = with_zeros(numbers, m);
      const SolverOptions options{.tau_source = std::pow(10, 4 * numbers.next() - 2),
                                  .tau_target = std::pow(10, 4 * numbers.next() - 2)};
      const Problem problem = problem_from_matrix(cost, a, b);
      CAPTURE(options.tau_source);
      CAPTURE(options.tau_target);
      CAPTURE(cost.maxCoeff());
      Result r;
      if (round % 4 == 2 && cost.minCoeff() / (options.tau_source + options.tau_target) < -30) continue;
      family->make(options)->solve(problem, r);
      CHECK(r.termination == Termination::converged);
      const Certificate certificate = certify(*family, options, problem, r);
      for (const std::string& fault : certificate.faults) FAIL_CHECK(fault);
      CHECK(r.certified_objective.gap() <= 1e-11 * std::max(std::abs(r.objective), 1e-2));
    }
  }

  TEST_CASE("ties of costs and weights do not stall unregularised transport") {
    Numbers numbers(9);
    for (Index n : {40, 90})
      for (double tau : {0.05, 0.5, 5.0}) {
        CAPTURE(n);
        CAPTURE(tau);
        Matrix cost(n, n);
        Matrix x = numbers.matrix(n, 2), y = numbers.matrix(n, 2);
        x = (4 * x.array()).floor();
        y = (4 * y.array()).floor();
        GroundCost::squared_euclidean().fill(view(x), view(y), cost);
        const Result r = unregularised(problem_from_matrix(cost, {}, {}), tau, tau);
        CHECK(r.termination == Termination::converged);
        CHECK(r.certified_objective.gap() < 1e-12);
        CHECK(r.iterations < 8 * (n + n));
      }
    const Matrix equal = Matrix::Ones(120, 120);
    const Vector a = numbers.weights(120), b = numbers.weights(120);
    const Result r = unregularised(problem_from_matrix(equal, a, b), 10, 10);
    CHECK(r.objective == Approx(-20 * std::expm1(-1.0 / 20)).epsilon(1e-12));
    CHECK(r.iterations < 16 * 240);
  }

  TEST_CASE("masses below the smallest number count as none") {
    Matrix cost = Matrix::Constant(2, 2, 400);
    cost(0, 0) = 367;
    const Result r = unregularised(problem_from_matrix(cost, {}, {}), 0.5, 0.5);
    CHECK(r.termination == Termination::converged);
    CHECK(r.objective == Approx(1).epsilon(1e-14));
  }

  TEST_CASE("equal measures at no cost cost nothing") {
    Matrix cost = Matrix::Ones(5, 5);
    cost.diagonal().setZero();
    const Vector a{{0.2, 0.3, 0.1, 0.15, 0.25}};
    const Result r = unregularised(problem_from_matrix(cost, a, a), 0.7, 0.2);
    CHECK(std::abs(r.objective) < 1e-15);
    CHECK(mass_of(r.plan) == Approx(1).epsilon(1e-14));
  }

  TEST_CASE("a solve without regularisation that was cut short says so and stays certified") {
    Numbers numbers(7);
    const Matrix cost = numbers.matrix(15, 15);
    const Vector a = numbers.weights(15), b = numbers.weights(15);
    const Problem problem = problem_from_matrix(cost, a, b);
    const double value = unregularised(problem, 1, 1).objective;
    for (long long steps : {1, 3, 10}) {
      const SolverOptions options{.tau_source = 1, .tau_target = 1, .max_iterations = steps};
      const Result r = solve("unbalanced", problem, options);
      CHECK(r.termination == Termination::iteration_limit);
      CHECK(r.certified_objective.lower <= value);
      CHECK(r.certified_objective.upper >= value);
      CHECK(certify(*find_solver("unbalanced"), options, problem, r).is_sound());
    }
  }

  TEST_CASE("a certificate finds potentials that are not feasible without regularisation") {
    Numbers numbers(8);
    const Matrix cost = numbers.matrix(6, 7);
    const SolverOptions options{.tau_source = 1, .tau_target = 0.5};
    const Problem problem = problem_from_matrix(cost, {}, {});
    Result r = solve("unbalanced", problem, options);
    const double value = r.objective;
    r.f[2] += 1e-3;
    const Certificate certificate = certify(*find_solver("unbalanced"), options, problem, r);
    CHECK_FALSE(certificate.is_sound());
    CHECK(certificate.objective.lower <= value);
    CHECK(certificate.objective.upper >= value);
  }

  TEST_CASE("bad strengths are refused by name") {
    const auto refusal = [](const SolverOptions& options) {
      return complaint([&] { find_solver("unbalanced")->make(options); });
    };
    CHECK(mentions(refusal({.epsilon = -1, .tau_source = 1, .tau_target = 1}), "epsilon is -1"));
    CHECK(mentions(refusal({.tau_source = 0, .tau_target = 1}), "tau_source is 0"));
    CHECK(mentions(refusal({.tau_source = 1, .tau_target = std::nan("")}), "tau_target is nan"));
    const Matrix cost = Matrix::Constant(2, 2, -1e4);
    CHECK(mentions(complaint([&] { unregularised(problem_from_matrix(cost, {}, {}), 1, 1); }),
                   "least cost / (tau_source + tau_target) is -5000"));
  }
}
