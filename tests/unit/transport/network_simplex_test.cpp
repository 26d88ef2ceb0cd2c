#include "mongecarlo/transport/network_simplex.hpp"

#include <doctest/doctest.h>

#include <fmt/format.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "mongecarlo/transport/certificate.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

struct Instance {
  Matrix cost;
  Vector a, b;
};

double power_of_ten(Numbers& numbers, double decades) { return std::pow(10, decades * (numbers.next() - 1)); }

// The kinds of costs that solvers stumble over.
Matrix some_cost(Numbers& numbers, int kind, Index n, Index m) {
  Matrix cost = numbers.matrix(n, m);
  if (kind == 1) cost = (cost * 3).array().floor();       // heavy ties
  if (kind == 2) cost.array() -= 0.5;                     // both signs
  if (kind == 3) cost.setConstant(numbers.next() - 0.5);  // all equal
  if (kind == 4)
    for (Index k = 0; k < cost.size(); ++k) cost.data()[k] = power_of_ten(numbers, 12);
  if (kind == 5)
    for (Index k = 0; k < cost.size(); ++k)
      if (numbers.next() < 0.3) cost.data()[k] = 1e32;
  if (kind == 6) {  // points of the line, repeated
    const Matrix x = (numbers.matrix(n, 1) * 8).array().floor(), y = (numbers.matrix(m, 1) * 8).array().floor();
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < m; ++j) cost(i, j) = std::abs(x(i, 0) - y(j, 0));
  }
  if (kind == 7) {  // points of the plane
    const Matrix x = numbers.matrix(n, 2), y = numbers.matrix(m, 2);
    GroundCost::squared_euclidean().fill(view(x), view(y), cost);
  }
  return cost;
}
constexpr int kCostKinds = 8;

Vector some_weights(Numbers& numbers, int kind, Index n) {
  Vector weights = numbers.weights(n);
  if (kind == 1) weights.setConstant(1);
  if (kind == 2)
    for (Index k = 0; k < n; ++k) weights[k] = power_of_ten(numbers, 12);
  if (kind == 3)
    for (Index k = 0; k < n; ++k) weights[k] = std::floor(3 * numbers.next());  // zeros, and bases without flow
  if (kind == 4)
    for (Index k = 0; k < n; ++k)
      if (numbers.next() < 0.3) weights[k] *= 1e-310;  // subnormal
  if (!(weights.sum() > 1e-200)) weights[0] = 1;
  return weights;
}
constexpr int kWeightKinds = 5;

Instance some_instance(Numbers& numbers, int round, Index n, Index m) {
  Instance result{some_cost(numbers, round % kCostKinds, n, m), some_weights(numbers, round % kWeightKinds, n),
                  some_weights(numbers, (round / 3) % kWeightKinds, m)};
  result.a /= result.a.sum();
  result.b /= result.b.sum();
  return result;
}

// What is wrong with the exact solver's answer, or "".
std::string fault_of(ExactSolver& solver, const Instance& instance, Result& result) {
  const Problem problem = problem_from_matrix(instance.cost, instance.a, instance.b);
  solver.solve(problem, result);
  const Index n = instance.a.size(), m = instance.b.size();
  const double mass = instance.a.sum(), largest = instance.cost.cwiseAbs().maxCoeff();
  double paid = 0;
  for (const PlanEntry& entry : result.plan) paid += entry.mass * std::abs(instance.cost(entry.source, entry.target));
  const bool pays_outliers = largest == 1e32 && paid > 1e12 * mass;  // some mass has no other way: that may be too much
  if (result.termination != Termination::converged && !pays_outliers) return "did not converge";
  if (result.plan.size() > static_cast<std::size_t>(n + m - 1)) return "plan is not sparse";
  for (const PlanEntry& entry : result.plan)
    if (!(entry.mass > 0)) return "plan has an entry that is not positive";
  if (!(result.marginal_error <= 1e-14 * mass))
    return fmt::format("marginals are off by {}", result.marginal_error / mass);
  const double scale = largest == 1e32 ? paid : std::max(paid, 1e-3 * mass * largest);
  const double goal = (pays_outliers ? 1e-9 : 1e-12) * scale;
  if (result.termination == Termination::converged && !(result.certified_objective.gap() <= goal))
    return fmt::format("gap is {} of {}", result.certified_objective.gap(), scale);
  const Certificate certificate = certify(solvers::exact, {}, problem, result);
  return certificate.is_sound() ? "" : certificate.faults.front();
}

// Cost of the plan whose entries are `cells` of the table, if they are a basis whose flow is not negative; infinite if
// not. A cell that is alone in its row or column takes what is left there, again and again.
double cost_of_basis(const Matrix& cost, std::vector<Index> cells, Vector rows, Vector columns) {
  const Index m = cost.cols();
  double paid = 0;
  while (!cells.empty()) {
    std::size_t k = 0;
    for (;; ++k) {
      if (k == cells.size()) return std::numeric_limits<double>::infinity();  // a cycle
      const auto shares_row = [&](Index other) { return other / m == cells[k] / m; };
      const auto shares_column = [&](Index other) { return other % m == cells[k] % m; };
      const bool alone_in_row = std::count_if(cells.begin(), cells.end(), shares_row) == 1;
      const bool alone_in_column = std::count_if(cells.begin(), cells.end(), shares_column) == 1;
      if (!alone_in_row && !alone_in_column) continue;
      const Index i = cells[k] / m, j = cells[k] % m;
      const double mass = alone_in_row ? rows[i] : columns[j];
      if (mass < 0) return std::numeric_limits<double>::infinity();
      rows[i] -= mass;
      columns[j] -= mass;
      paid += mass * cost(i, j);
      break;
    }
    cells.erase(cells.begin() + static_cast<std::ptrdiff_t>(k));
  }
  const bool ships_all = rows.cwiseAbs().maxCoeff() == 0 && columns.cwiseAbs().maxCoeff() == 0;
  return ships_all ? paid : std::numeric_limits<double>::infinity();
}

// Least cost over the vertices of the polytope of plans. Whole numbers for weights and costs: no rounding.
double least_over_vertices(const Instance& instance) {
  const Index cells = instance.cost.size(), basic = instance.a.size() + instance.b.size() - 1;
  std::vector<bool> chosen(static_cast<std::size_t>(cells), false);
  std::fill(chosen.begin(), chosen.begin() + basic, true);
  double best = std::numeric_limits<double>::infinity();
  do {
    std::vector<Index> list;
    for (Index k = 0; k < cells; ++k)
      if (chosen[static_cast<std::size_t>(k)]) list.push_back(k);
    best = std::min(best, cost_of_basis(instance.cost, list, instance.a, instance.b));
  } while (std::prev_permutation(chosen.begin(), chosen.end()));
  return best;
}

// Whole numbers: weights up to 5 with zeros among them, equal totals; costs from -2 to 6.
Instance whole_instance(Index n, Index m) {
  Instance result{Matrix(n, m), Vector(n), Vector::Zero(m)};
  for (Index k = 0; k < n * m; ++k) result.cost.data()[k] = *rc::gen::inRange(-2, 7);
  for (Index i = 0; i < n; ++i) result.a[i] = *rc::gen::inRange(0, 6);
  result.a[0] += 1;
  for (double left = result.a.sum(); left > 0; --left) result.b[*rc::gen::inRange<Index>(0, m)] += 1;
  return result;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("thousands of problems of every kind are solved and certified") {
    Numbers numbers(21);
    ExactSolver solver({});
    Result result;
    for (int round = 0; round < 4000; ++round) {
      const Index n = 1 + static_cast<Index>(60 * numbers.next() * numbers.next());
      const Index m = 1 + static_cast<Index>(60 * numbers.next() * numbers.next());
      const std::string fault = fault_of(solver, some_instance(numbers, round, n, m), result);
      CHECK_MESSAGE(fault.empty(), "round " << round << " (" << n << " x " << m << "): " << fault);
    }
  }

  TEST_CASE("large problems of every kind are solved on a core and certified") {
    Numbers numbers(22);
    ExactSolver solver({});
    Result result;
    const std::pair<Index, Index> shapes[] = {{150, 130}, {90, 400}, {3000, 7}, {5, 4000}, {1, 20000}, {20000, 1}};
    int round = 0;
    for (auto [n, m] : shapes)
      for (int kind = 0; kind < kCostKinds; ++kind) {
        const std::string fault = fault_of(solver, some_instance(numbers, round++, n, m), result);
        CHECK_MESSAGE(fault.empty(), "kind " << kind << " (" << n << " x " << m << "): " << fault);
      }
  }

  TEST_CASE("the least cost over all vertices of the polytope is found") {
    ExactSolver solver({});
    Result result;
    CHECK(rc::check("whole numbers", [&] {
      const Index n = *rc::gen::inRange<Index>(1, 5), m = *rc::gen::inRange<Index>(1, n == 4 ? 4 : 5);
      const Instance instance = whole_instance(n, m);
      solver.solve(problem_from_matrix(instance.cost, instance.a, instance.b), result);
      RC_ASSERT(result.termination == Termination::converged);
      RC_ASSERT(std::abs(result.objective - least_over_vertices(instance)) <= 1e-13 * instance.a.sum());
    }));
  }

  TEST_CASE("blocks that outliers keep apart are each solved") {
    Numbers numbers(23);
    const auto sixteenths = [&](Index n) {  // exactly of mass 1
      Vector weights = Vector::Zero(n);
      for (int k = 0; k < 16; ++k) weights[static_cast<Index>(numbers.next() * static_cast<double>(n))] += 0.0625;
      return weights;
    };
    for (int round = 0; round < 20; ++round) {
      // Equal masses of both blocks: the basis must cross over by an arc without flow, at 1e32.
      const Instance first{numbers.matrix(6, 5), sixteenths(6), sixteenths(5)};
      const Instance second{numbers.matrix(4, 9), sixteenths(4), sixteenths(9)};
      Instance both{Matrix::Constant(10, 14, 1e32), Vector(10), Vector(14)};
      both.cost.topLeftCorner(6, 5) = first.cost;
      both.cost.bottomRightCorner(4, 9) = second.cost;
      both.a << first.a, second.a;
      both.b << first.b, second.b;
      const double expected = solve("exact", problem_from_matrix(first.cost, first.a, first.b)).objective +
                              solve("exact", problem_from_matrix(second.cost, second.a, second.b)).objective;
      for (double unit : {1.0, 0x1p-100}) {  // in whatever unit costs are measured
        const Matrix cost = unit * both.cost;
        const Result result = solve("exact", problem_from_matrix(cost, both.a, both.b));
        CHECK(result.termination == Termination::converged);
        CHECK(result.objective == doctest::Approx(unit * expected).epsilon(1e-12));
        CHECK(result.certified_objective.gap() <= 1e-12 * unit * expected);
      }
    }
  }

  TEST_CASE("a value that outliers leave loose is not called converged") {
    // 2^-40 of the mass has to go at 1e32: potentials of both halves differ by that, and their sum keeps four digits.
    Matrix cost = Matrix::Constant(2, 2, 1e32);
    cost.diagonal().setOnes();
    const Vector a{{0.5, 0.5}}, b{{0.5 - 0x1p-40, 0.5 + 0x1p-40}};
    const Result result = solve("exact", problem_from_matrix(cost, a, b));
    CHECK(result.termination == Termination::numerical_failure);
    CHECK(result.certified_objective.lower <= 0x1p-40 * 1e32);
    CHECK(result.certified_objective.upper >= 0x1p-40 * 1e32);
  }

  TEST_CASE("any prices may be given to start from") {
    Numbers numbers(24);
    for (Index n : {20, 150}) {
      const Instance instance = some_instance(numbers, 7, n, n);
      const Problem problem = problem_from_matrix(instance.cost, instance.a, instance.b);
      ExactSolver solver({});
      Result cold, warm;
      solver.solve(problem, cold);
      solver.warm_start(cold.g);
      solver.solve(problem, warm);
      CHECK(warm.objective == doctest::Approx(cold.objective).epsilon(1e-13));
      solver.warm_start(numbers.matrix(n, 1) * 1e6);
      CHECK(fault_of(solver, instance, warm) == "");
    }
  }

  TEST_CASE("masses without digits to spare are refused") {
    const Matrix cost = Matrix::Ones(2, 2);
    const Vector tiny = Vector::Constant(2, 1e-310), huge = Vector::Constant(2, 1e200);
    for (const Vector& weights : {tiny, huge})
      CHECK(mentions(complaint([&] { solve("exact", problem_from_matrix(cost, weights, weights)); }), "mass of a is"));
  }
}
