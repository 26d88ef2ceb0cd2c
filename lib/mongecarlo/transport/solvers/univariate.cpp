#include "mongecarlo/transport/solvers/univariate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/transport/report_unregularised.hpp"

namespace mongecarlo {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();

constexpr std::size_t kBlock = 256;

/// Sum of weighted costs, and of what rounding may have done to it. Costs come block by block, so that the kind of the
/// cost is asked for seldom, and are added in four lanes with the error of each addition (Knuth's two-sum): one
/// addition has to wait for the last.
class PricedSum {
 public:
  explicit PricedSum(const GroundCost& cost) : cost_(cost) {}

  /// At most kBlock differences with their weights (none: all 1); overwrites the differences.
  void add(std::span<double> differences, const double* weights) {
    if (!std::isfinite(elasticity_)) add_sensitivities(differences, weights);
    cost_.of_differences(differences);
    if (weights)
      for (std::size_t k = 0; k < differences.size(); ++k) differences[k] *= weights[k];
    const std::size_t whole = differences.size() / kLanes * kLanes;
    for (std::size_t k = 0; k < whole; k += kLanes)
      for (std::size_t lane = 0; lane < kLanes; ++lane) add_to(lane, differences[k + lane]);
    for (double rest : differences.subspan(whole)) add_to(0, rest);
  }
  Certified total(double divisor) const {
    CompensatedSum sum;
    for (double part : sum_) sum.add(part);
    for (double part : error_) sum.add(part);
    const double value = sum.value() / divisor;
    const double noise = std::isfinite(elasticity_) ? (1 + elasticity_) * std::abs(value) : noise_ / divisor;
    const double allowance = kUnit * (noise + 4 * std::abs(value));
    return {value - allowance, value + allowance};
  }

 private:
  static constexpr std::size_t kLanes = 4;

  void add_to(std::size_t lane, double value) {
    const double total = sum_[lane] + value, taken = total - sum_[lane];
    error_[lane] += (sum_[lane] - (total - taken)) + (value - taken);
    sum_[lane] = total;
  }
  void add_sensitivities(std::span<const double> differences, const double* weights) {
    std::array<double, kBlock> costs;
    std::copy(differences.begin(), differences.end(), costs.begin());
    cost_.of_differences({costs.data(), differences.size()});
    for (std::size_t k = 0; k < differences.size(); ++k)
      noise_ += (weights ? weights[k] : 1) * cost_.sensitivity(differences[k], costs[k]);
  }

  const GroundCost& cost_;
  double elasticity_ = cost_.elasticity();
  std::array<double, kLanes> sum_{}, error_{};
  double noise_ = 0;
};

Certified sorted_of_one_size(std::span<const double> x, std::span<const double> y, const GroundCost& cost) {
  PricedSum sum(cost);
  std::array<double, kBlock> differences;
  for (std::size_t first = 0; first < x.size(); first += kBlock) {
    const std::size_t count = std::min(kBlock, x.size() - first);
    for (std::size_t k = 0; k < count; ++k) differences[k] = x[first + k] - y[first + k];
    sum.add({differences.data(), count}, nullptr);
  }
  return sum.total(static_cast<double>(x.size()));
}

void sort_points(const double* points, Index n, DoubleSorter& sorter, std::vector<std::uint32_t>& order,
                 std::vector<double>& sorted) {
  const auto size = static_cast<std::size_t>(n);
  order.resize(size);
  sorted.resize(size);
  sorter.sort_with_order({points, size}, sorted, order);
}

void cumulate(const Vector& weights, const std::vector<std::uint32_t>& order, Vector& sorted,
              std::vector<double>& cumulated) {
  cumulated.resize(order.size());
  sorted.resize(weights.size());
  CompensatedSum sum;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const double weight = weights[order[k]];
    sorted[static_cast<Index>(k)] = weight;
    sum.add(weight);
    cumulated[k] = sum.value();
  }
}

void scatter(const Vector& by_rank, const std::vector<std::uint32_t>& order, Vector& by_place) {
  by_place.resize(by_rank.size());
  for (std::size_t k = 0; k < order.size(); ++k) by_place[order[k]] = by_rank[static_cast<Index>(k)];
}

void check_convex(const Problem& problem) {
  if (!problem.ground_cost->is_convex())
    throw std::domain_error(
        fmt::format("univariate: cost is {}, but must be a convex function of x - y: for another one the monotone plan "
                    "is not optimal (a power must be >= 1)",
                    problem.ground_cost->name()));
}

void check_line(const Problem& problem) {
  if (!problem.has_points())
    throw std::invalid_argument("univariate: x and y are missing; a cost matrix alone is not enough");
  if (!problem.is_univariate())
    throw std::invalid_argument(
        fmt::format("univariate: x has {} columns, but must have 1 (points on the line)", problem.x.cols()));
}

}  // namespace

Certified univariate_sorted(std::span<const double> x, std::span<const double> y, const GroundCost& cost) {
  if (x.size() == y.size()) return sorted_of_one_size(x, y, cost);
  // In units of 1/(nm), both quantile functions jump at integers: no rounding in where the merge steps.
  const std::size_t n = x.size(), m = y.size();
  PricedSum sum(cost);
  std::array<double, kBlock> differences{}, weights{};
  std::size_t count = 0;
  for (std::size_t i = 0, j = 0, at = 0; i < n && j < m;) {
    const std::size_t next = std::min((i + 1) * m, (j + 1) * n);
    differences[count] = x[i] - y[j];
    weights[count] = static_cast<double>(next - at);
    if (++count == kBlock) {
      sum.add(differences, weights.data());
      count = 0;
    }
    at = next;
    if (at == (i + 1) * m) ++i;
    if (at == (j + 1) * n) ++j;
  }
  sum.add({differences.data(), count}, weights.data());
  return sum.total(static_cast<double>(n) * static_cast<double>(m));
}

void UnivariateSolver::solve(const Problem& problem, Result& result) {
  check_line(problem);
  check_convex(problem);
  problem.validate("univariate");
  problem.validate_balance("univariate");
  solve_unchecked(problem, result);
}

void UnivariateSolver::solve_unchecked(const Problem& problem, Result& result) {
  const bool is_value_alone = !options_.want_plan && !options_.want_potentials;
  if (is_value_alone && problem.a.size() == 0 && problem.b.size() == 0) return solve_equal_weights(problem, result);
  prepared_.prepare_weights(problem);
  prepared_.balance();
  order(problem);
  walk();
  price(*problem.ground_cost);
  fill_potentials();
  fill_values(result, *problem.ground_cost);
  result.plan.clear();
  if (options_.want_plan) fill_plan(result);
  if (options_.want_potentials) {
    scatter(f_, x_order_, result.f);
    scatter(g_, y_order_, result.g);
  } else {
    result.f.resize(0);
    result.g.resize(0);
  }
}

// No plan is written down: the sorted pairs are one, and its cost is what its potentials are worth.
void UnivariateSolver::solve_equal_weights(const Problem& problem, Result& result) {
  const auto points = [](const MatrixView& side) {
    return std::span<const double>(side.data(), static_cast<std::size_t>(side.rows()));
  };
  const Certified value = uniform_value(points(problem.x), points(problem.y), *problem.ground_cost);
  report_unregularised(value.midpoint(), value.lower, value, result);
  result.marginal_error = 0;
  result.iterations = static_cast<long long>(x_sorted_.size() + y_sorted_.size());
  result.f.resize(0);
  result.g.resize(0);
  result.plan.clear();
}

void UnivariateSolver::order(const Problem& problem) {
  sort_points(problem.x.data(), prepared_.n, sorter_, x_order_, x_sorted_);
  sort_points(problem.y.data(), prepared_.m, sorter_, y_order_, y_sorted_);
  cumulate(prepared_.a, x_order_, x_weights_, x_cumulated_);
  cumulate(prepared_.b, y_order_, y_weights_, y_cumulated_);
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
    steps_.push_back({static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(j), next - at});
    at = next;
    ++(row_ends ? i : j);
  }
}

void UnivariateSolver::price(const GroundCost& cost) {
  prices_.resize(steps_.size());
  for (std::size_t k = 0; k < steps_.size(); ++k) prices_[k] = x_sorted_[steps_[k].i] - y_sorted_[steps_[k].j];
  cost.of_differences(prices_);
}

void UnivariateSolver::fill_plan(Result& result) const {
  result.plan.reserve(steps_.capacity());
  for (const Step& step : steps_)
    if (step.mass > 0) result.plan.push_back({x_order_[step.i], y_order_[step.j], step.mass});
}

// f_i + g_j = C_ij along the staircase, starting from f = 0: each step brings in one new row or column.
void UnivariateSolver::fill_potentials() {
  f_.resize(prepared_.n);
  g_.resize(prepared_.m);
  double f = 0, g = 0;
  std::uint32_t last_row = 0;
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const Step& step = steps_[k];
    if (k > 0 && step.i != last_row)
      f = prices_[k] - g;
    else
      g = prices_[k] - f;
    last_row = step.i;
    f_[step.i] = f;
    g_[step.j] = g;
  }
}

double UnivariateSolver::marginal_error() {
  row_mass_ = -x_weights_;
  column_mass_ = -y_weights_;
  for (const Step& step : steps_) {
    row_mass_[step.i] += step.mass;
    column_mass_[step.j] += step.mass;
  }
  return row_mass_.lpNorm<1>() + column_mass_.lpNorm<1>();
}

// What rounding may have done to the cost of the plan, and to the value of the potentials, of which each is right to as
// much as the one it was taken from, the price it was taken from and itself; in units in the last place.
UnivariateSolver::Noise UnivariateSolver::noise(const GroundCost& cost) const {
  Noise result;
  double of_row = 0, of_column = 0;
  for (std::size_t k = 0; k < steps_.size(); ++k) {
    const Step& step = steps_[k];
    const double sensitivity = cost.sensitivity(x_sorted_[step.i] - y_sorted_[step.j], prices_[k]);
    result.of_plan += step.mass * sensitivity;
    if (k > 0 && step.i != steps_[k - 1].i) {
      of_row = of_column + sensitivity + std::abs(f_[step.i]);
      result.of_potentials += x_weights_[step.i] * of_row;
    } else {
      of_column = of_row + sensitivity + std::abs(g_[step.j]);
      result.of_potentials += y_weights_[step.j] * of_column;
    }
  }
  return result;
}

void UnivariateSolver::fill_values(Result& result, const GroundCost& cost) {
  CompensatedSum primal, dual;
  for (std::size_t k = 0; k < steps_.size(); ++k) primal.add(steps_[k].mass * prices_[k]);
  for (Index i = 0; i < prepared_.n; ++i) dual.add(x_weights_[i] * f_[i]);
  for (Index j = 0; j < prepared_.m; ++j) dual.add(y_weights_[j] * g_[j]);
  const double terms = static_cast<double>(prepared_.n + prepared_.m);
  const double potential = std::max(f_.lpNorm<Eigen::Infinity>(), g_.lpNorm<Eigen::Infinity>());
  result.marginal_error = marginal_error();
  const double misplaced = (kUnit * terms * prepared_.mass + 2 * result.marginal_error) * potential;
  const Noise noise = this->noise(cost);
  result.iterations = static_cast<long long>(steps_.size());
  report_unregularised(primal.value(), dual.value(),
                       {std::min(dual.value() - kUnit * noise.of_potentials, primal.value()) - misplaced,
                        primal.value() + 2 * kUnit * noise.of_plan + misplaced},
                       result);
}

Certified UnivariateSolver::uniform_value(std::span<const double> x, std::span<const double> y,
                                          const GroundCost& cost) {
  x_sorted_.assign(x.begin(), x.end());
  y_sorted_.assign(y.begin(), y.end());
  value_sorter_.sort(x_sorted_);
  value_sorter_.sort(y_sorted_);
  return univariate_sorted(x_sorted_, y_sorted_, cost);
}

namespace solvers {

const SolverFamily univariate{
    .name = "univariate",
    .summary = "Optimal transport on the line for a convex cost of x - y, by sorting.",
    .needs_points = true,
    .domain = PointDomain::line,
    .make = [](const SolverOptions& options) { return std::make_unique<UnivariateSolver>(options); },
};

}  // namespace solvers
}  // namespace mongecarlo
