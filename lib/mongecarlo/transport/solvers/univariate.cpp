#include "mongecarlo/transport/solvers/univariate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();

double power_cost(double difference, double power) {
  const double distance = std::abs(difference);
  if (power == 1) return distance;
  if (power == 2) return distance * distance;
  return std::pow(distance, power);
}

double sorted_of_one_size(std::span<const double> x, std::span<const double> y, double power) {
  CompensatedSum sum;
  for (std::size_t k = 0; k < x.size(); ++k) sum.add(power_cost(x[k] - y[k], power));
  return sum.value() / static_cast<double>(x.size());
}

void sort_points(const double* points, Index n, std::vector<Index>& order, std::vector<double>& sorted) {
  order.resize(static_cast<std::size_t>(n));
  sorted.resize(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), Index{0});
  std::sort(order.begin(), order.end(),
            [&](Index i, Index j) { return points[i] != points[j] ? points[i] < points[j] : i < j; });
  for (Index k = 0; k < n; ++k) sorted[k] = points[order[k]];
}

void cumulate(const Vector& weights, const std::vector<Index>& order, std::vector<double>& cumulated) {
  cumulated.resize(order.size());
  CompensatedSum sum;
  for (std::size_t k = 0; k < order.size(); ++k) {
    sum.add(weights[order[k]]);
    cumulated[k] = sum.value();
  }
}

void check_power(const Problem& problem) {
  if (!problem.ground_cost->is_convex())
    throw std::domain_error(
        fmt::format("univariate: power is {}, but must be >= 1: for a concave cost the monotone plan is not optimal",
                    problem.ground_cost->power()));
}

void check_line(const Problem& problem) {
  if (!problem.has_points())
    throw std::invalid_argument("univariate: x and y are missing; a cost matrix alone is not enough");
  if (!problem.is_univariate())
    throw std::invalid_argument(
        fmt::format("univariate: x has {} columns, but must have 1 (points on the line)", problem.x.cols()));
}

}  // namespace

double univariate_sorted(std::span<const double> x, std::span<const double> y, double power) {
  if (x.size() == y.size()) return sorted_of_one_size(x, y, power);
  // In units of 1/(nm), both quantile functions jump at integers: no rounding in where the merge steps.
  const std::size_t n = x.size(), m = y.size();
  CompensatedSum sum;
  for (std::size_t i = 0, j = 0, at = 0; i < n && j < m;) {
    const std::size_t next = std::min((i + 1) * m, (j + 1) * n);
    sum.add(static_cast<double>(next - at) * power_cost(x[i] - y[j], power));
    at = next;
    if (at == (i + 1) * m) ++i;
    if (at == (j + 1) * n) ++j;
  }
  return sum.value() / (static_cast<double>(n) * static_cast<double>(m));
}

void UnivariateSolver::solve(const Problem& problem, Result& result) {
  check_line(problem);
  check_power(problem);
  problem.validate("univariate");
  problem.validate_balance("univariate");
  solve_unchecked(problem, result);
}

void UnivariateSolver::solve_unchecked(const Problem& problem, Result& result) {
  prepared_.prepare_weights(problem);
  prepared_.balance();
  order(problem);
  walk();
  const double power = problem.ground_cost->power();
  fill_potentials(result, power);
  fill_values(result, power);
  result.plan.clear();
  if (options_.want_plan) fill_plan(result);
  if (!options_.want_potentials) {
    result.f.resize(0);
    result.g.resize(0);
  }
}

void UnivariateSolver::order(const Problem& problem) {
  sort_points(problem.x.data(), prepared_.n, x_order_, x_sorted_);
  sort_points(problem.y.data(), prepared_.m, y_order_, y_sorted_);
  cumulate(prepared_.a, x_order_, x_cumulated_);
  cumulate(prepared_.b, y_order_, y_cumulated_);
  y_cumulated_.back() = x_cumulated_.back();
}

// The staircase of n + m - 1 steps from the first pair of ranks to the last; a step may carry no mass.
void UnivariateSolver::walk() {
  const Index n = prepared_.n, m = prepared_.m;
  steps_.clear();
  steps_.reserve(static_cast<std::size_t>(n + m));
  double at = 0;
  for (Index i = 0, j = 0; i < n && j < m;) {
    const bool row_ends = j == m - 1 || (i < n - 1 && x_cumulated_[i] <= y_cumulated_[j]);
    const double next = std::max(at, row_ends ? x_cumulated_[i] : y_cumulated_[j]);
    steps_.push_back({i, j, next - at});
    at = next;
    ++(row_ends ? i : j);
  }
}

void UnivariateSolver::fill_plan(Result& result) const {
  result.plan.reserve(steps_.capacity());
  for (const Step& step : steps_)
    if (step.mass > 0) result.plan.push_back({x_order_[step.i], y_order_[step.j], step.mass});
}

// f_i + g_j = C_ij along the staircase, starting from f = 0: each step brings in one new row or column.
void UnivariateSolver::fill_potentials(Result& result, double power) const {
  result.f.resize(prepared_.n);
  result.g.resize(prepared_.m);
  double f = 0, g = 0;
  Index last_row = 0;
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const Step& step = steps_[k];
    const double cost = power_cost(x_sorted_[step.i] - y_sorted_[step.j], power);
    if (k > 0 && step.i != last_row)
      f = cost - g;
    else
      g = cost - f;
    last_row = step.i;
    result.f[x_order_[step.i]] = f;
    result.g[y_order_[step.j]] = g;
  }
}

double UnivariateSolver::marginal_error() {
  row_mass_ = -prepared_.a;
  column_mass_ = -prepared_.b;
  for (const Step& step : steps_) {
    row_mass_[x_order_[step.i]] += step.mass;
    column_mass_[y_order_[step.j]] += step.mass;
  }
  return row_mass_.lpNorm<1>() + column_mass_.lpNorm<1>();
}

void UnivariateSolver::fill_values(Result& result, double power) {
  CompensatedSum primal, dual;
  double size = 0, largest = 0;
  for (const Step& step : steps_) {
    const double cost = power_cost(x_sorted_[step.i] - y_sorted_[step.j], power);
    primal.add(step.mass * cost);
    size += step.mass * cost;
    largest = std::max(largest, cost);
  }
  for (Index i = 0; i < prepared_.n; ++i) dual.add(prepared_.a[i] * result.f[i]);
  for (Index j = 0; j < prepared_.m; ++j) dual.add(prepared_.b[j] * result.g[j]);
  const double terms = static_cast<double>(prepared_.n + prepared_.m);
  const double potential = std::max(result.f.lpNorm<Eigen::Infinity>(), result.g.lpNorm<Eigen::Infinity>());
  result.marginal_error = marginal_error();
  const double allowance = kUnit * (4 * size + terms * prepared_.mass * std::max(potential, largest)) +
                           2 * result.marginal_error * potential;
  result.transport_cost = result.objective = primal.value();
  result.entropy_objective.reset();
  result.dual_objective = dual.value();
  result.duality_gap = result.objective - result.dual_objective;
  result.iterations = static_cast<long long>(steps_.size());
  result.termination = Termination::converged;
  result.certified_objective = {std::min(dual.value(), primal.value()) - allowance, primal.value() + allowance};
  result.certified_transport_cost = result.certified_objective;
  result.dense_plan.resize(0, 0);
}

Certified UnivariateSolver::uniform_value(std::span<const double> x, std::span<const double> y, double power) {
  x_sorted_.assign(x.begin(), x.end());
  y_sorted_.assign(y.begin(), y.end());
  std::sort(x_sorted_.begin(), x_sorted_.end());
  std::sort(y_sorted_.begin(), y_sorted_.end());
  const double value = univariate_sorted(x_sorted_, y_sorted_, power);
  const double allowance = (8 + 2 * power) * kUnit * value;
  return {value - allowance, value + allowance};
}

namespace solvers {

const SolverFamily univariate{
    .name = "univariate",
    .summary = "Optimal transport on the line for |x - y|^p with p >= 1, by sorting.",
    .needs_points = true,
    .make = [](const SolverOptions& options) { return std::make_unique<UnivariateSolver>(options); },
};

}  // namespace solvers
}  // namespace mongecarlo
