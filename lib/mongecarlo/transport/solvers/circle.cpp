#include "mongecarlo/transport/solvers/circle.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/transport/report_unregularised.hpp"

namespace mongecarlo {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();
constexpr int kMostWalks = 200;

std::int64_t turn_of(std::int64_t rank, std::int64_t size) {
  return rank >= 0 ? rank / size : -((size - 1 - rank) / size);
}

void check_circle(const Problem& problem) {
  if (!problem.has_points())
    throw std::invalid_argument("circle: x and y are missing; a cost matrix alone is not enough");
  if (!problem.ground_cost->is_circular())
    throw std::invalid_argument(fmt::format("circle: cost is {}, but must be circular", problem.ground_cost->name()));
  if (problem.x.cols() != 1)
    throw std::invalid_argument(fmt::format("circle: x has {} columns, but must have 1", problem.x.cols()));
  if (problem.ground_cost->power() < 1)
    throw std::domain_error(
        fmt::format("circle: power is {}, but must be >= 1: for a concave cost no monotone plan need be optimal",
                    problem.ground_cost->power()));
}

}  // namespace

double CircleSolver::Side::position(std::int64_t rank, double circumference) const {
  const auto size = static_cast<std::int64_t>(sorted.size());
  const std::int64_t turn = turn_of(rank, size);
  return sorted[static_cast<std::size_t>(rank - turn * size)] + static_cast<double>(turn) * circumference;
}

double CircleSolver::Side::mass_up_to(std::int64_t rank) const {
  const auto size = static_cast<std::int64_t>(sorted.size());
  const std::int64_t turn = turn_of(rank, size);
  return cumulated[static_cast<std::size_t>(rank - turn * size)] + static_cast<double>(turn) * cumulated.back();
}

void CircleSolver::solve(const Problem& problem, Result& result) {
  check_circle(problem);
  problem.validate("circle");
  problem.validate_balance("circle");
  prepare(problem);
  bracket();
  spare_.lend(result);
  fill_potentials(result);
  fill_values(problem, result);
  if (!options_.want_plan) result.plan.clear();
  spare_.take_back(result);
}

void CircleSolver::prepare(const Problem& problem) {
  cost_ = *problem.ground_cost;
  circumference_ = cost_.circumference();
  prepared_.prepare_weights(problem);
  prepared_.balance();
  wrap(problem.x.data(), prepared_.a, source_);
  wrap(problem.y.data(), prepared_.b, target_);
  target_.cumulated.back() = source_.cumulated.back();
  const double farthest = problem.x.cwiseAbs().maxCoeff() + problem.y.cwiseAbs().maxCoeff() + circumference_;
  price_noise_ = kUnit * farthest * cost_.power() * std::pow(circumference_, cost_.power() - 1);
  walks_ = 0;
}

void CircleSolver::wrap(const double* points, const Vector& weights, Side& side) {
  const auto size = static_cast<std::size_t>(weights.size());
  side.wrapped.resize(size);
  side.sorted.resize(size);
  side.cumulated.resize(size);
  side.order.resize(size);
  for (std::size_t k = 0; k < size; ++k) side.wrapped[k] = std::remainder(points[k], circumference_);  // exact
  sorter_.sort_with_order(side.wrapped, side.sorted, side.order);
  CompensatedSum sum;
  for (std::size_t k = 0; k < size; ++k) {
    sum.add(weights[static_cast<Index>(side.order[k])]);
    side.cumulated[k] = sum.value();
  }
}

// |x_i - y_j|^p of the unrolled positions: what the potentials of a monotone plan are made of.
double CircleSolver::price(std::int64_t i, std::int64_t j) const {
  const double distance = std::abs(source_.position(i, circumference_) - target_.position(j, circumference_));
  const double power = cost_.power();
  return power == 1 ? distance : power == 2 ? distance * distance : std::pow(distance, power);
}

double CircleSolver::walk(double shift, Staircase& staircase) const {
  const auto n = static_cast<std::int64_t>(source_.sorted.size()), m = static_cast<std::int64_t>(target_.sorted.size());
  staircase.shift = shift;
  staircase.steps.clear();
  staircase.f.resize(static_cast<std::size_t>(n));
  staircase.g.resize(static_cast<std::size_t>(m));
  std::int64_t first = -2 * m;  // the first rank of the target whose mass reaches beyond the shift
  for (std::int64_t step = 3 * m; step > 0; step /= 2)
    while (target_.mass_up_to(first + step - 1) <= shift) first += step;
  double at = 0, f = 0, g = price(0, first);
  staircase.f[0] = f;
  const auto keep_target = [&](std::int64_t j) { staircase.g[static_cast<std::size_t>(j - first)] = g; };
  keep_target(first);
  for (std::int64_t i = 0, j = first; i < n || j < first + m;) {
    const double source_end = source_.mass_up_to(i), target_end = target_.mass_up_to(j) - shift;
    const bool source_ends = j == first + m || (i < n && source_end <= target_end);
    const double next = std::max(at, source_ends ? source_end : target_end);
    staircase.steps.push_back({i, j, next - at});
    at = next;
    if (source_ends) {
      f = price(++i, j) - g;
      if (i < n) staircase.f[static_cast<std::size_t>(i)] = f;
    } else {
      g = price(i, ++j) - f;
      if (j < first + m) keep_target(j);
    }
  }
  return staircase.gain = f;
}

void CircleSolver::bracket() {
  if (cost_.power() == 1) {
    const auto weights = [](const Vector& w) { return as_span(view(w)); };
    difference_.build({source_.wrapped, weights(prepared_.a)}, {target_.wrapped, weights(prepared_.b)});
    bracket_near(-difference_.circle_median(circumference_));
  } else {
    bracket_near(0);
  }
  bisect();
}

// From a guess outwards until the gain changes its sign: beyond a shift of the whole mass all mass moves one way.
void CircleSolver::bracket_near(double shift) {
  const double mass = source_.cumulated.back(), farthest = 1.5 * mass;
  double step = cost_.power() == 1 ? 8 * kUnit * mass : mass / 64;
  for (bool is_open = true; is_open; step *= 4) {
    const double low = std::max(shift - step, -farthest), high = std::min(shift + step, farthest);
    walk(low, below_);
    walk(high, above_);
    walks_ += 2;
    is_open = (below_.gain < 0 && low > -farthest) || (above_.gain > 0 && high < farthest);
  }
}

void CircleSolver::bisect() {
  const double mass = source_.cumulated.back();
  while (above_.shift - below_.shift > 2 * kUnit * mass && walks_ < kMostWalks) {
    if (below_.gain <= 0 || above_.gain >= 0) return;  // flat: an end is optimal
    const double middle = 0.5 * (below_.shift + above_.shift);
    if (middle <= below_.shift || middle >= above_.shift) return;
    ++walks_;
    std::swap(walk(middle, trial_) >= 0 ? below_ : above_, trial_);
  }
}

// The mean of the potentials on both sides that gains nothing in a turn; those of other turns are brought back.
// Differences of positions are rounded: the potentials give way by what that may change a cost.
void CircleSolver::fill_potentials(Result& result) const {
  const auto m = static_cast<std::int64_t>(target_.sorted.size());
  const double range = below_.gain - above_.gain;
  const double share = range > 0 ? std::clamp(below_.gain / range, 0.0, 1.0) : 0;
  result.f.setConstant(prepared_.n, -price_noise_);
  result.g.setZero(prepared_.m);
  for (const auto& [staircase, weight] : {std::pair{&below_, 1 - share}, std::pair{&above_, share}}) {
    if (weight == 0) continue;
    for (std::size_t i = 0; i < staircase->f.size(); ++i) result.f[source_.order[i]] += weight * staircase->f[i];
    const std::int64_t first = staircase->steps.front().j;
    for (std::int64_t k = 0; k < m; ++k) {
      const std::int64_t turn = turn_of(first + k, m);
      const std::size_t rank = static_cast<std::size_t>(first + k - turn * m);
      result.g[target_.order[rank]] +=
          weight * (staircase->g[static_cast<std::size_t>(k)] + static_cast<double>(turn) * staircase->gain);
    }
  }
}

void CircleSolver::fill_plan(const Staircase& staircase, Result& result) const {
  const auto n = static_cast<std::int64_t>(source_.sorted.size()), m = static_cast<std::int64_t>(target_.sorted.size());
  result.plan.clear();
  result.plan.reserve(static_cast<std::size_t>(n + m));
  for (const Step& step : staircase.steps) {
    if (!(step.mass > 0)) continue;
    const auto i = static_cast<std::size_t>(step.i - turn_of(step.i, n) * n);
    const auto j = static_cast<std::size_t>(step.j - turn_of(step.j, m) * m);
    result.plan.push_back({static_cast<Index>(source_.order[i]), static_cast<Index>(target_.order[j]), step.mass});
  }
}

void CircleSolver::fill_values(const Problem& problem, Result& result) {
  const auto priced = [&](const Staircase& staircase) {
    CompensatedSum sum;
    for (const Step& step : staircase.steps) sum.add(step.mass * price(step.i, step.j));
    return sum.value();
  };
  fill_plan(priced(below_) <= priced(above_) ? below_ : above_, result);
  CompensatedSum primal, dual;
  row_mass_ = -prepared_.a;
  column_mass_ = -prepared_.b;
  for (const PlanEntry& entry : result.plan) {
    primal.add(entry.mass * cost_(row(problem.x, entry.source), row(problem.y, entry.target)));
    row_mass_[entry.source] += entry.mass;
    column_mass_[entry.target] += entry.mass;
  }
  for (Index i = 0; i < prepared_.n; ++i) dual.add(prepared_.a[i] * result.f[i]);
  for (Index j = 0; j < prepared_.m; ++j) dual.add(prepared_.b[j] * result.g[j]);
  const double power = cost_.power(), largest = cost_.bound(circumference_);
  const double potential = std::max(result.f.lpNorm<Eigen::Infinity>(), result.g.lpNorm<Eigen::Infinity>());
  result.marginal_error = row_mass_.lpNorm<1>() + column_mass_.lpNorm<1>();
  const double allowance = prepared_.mass * price_noise_ +
                           prepared_.mass * kUnit * (4 + 8 * power + static_cast<double>(prepared_.n + prepared_.m)) *
                               std::max(potential, std::pow(2.0, power) * largest) +
                           result.marginal_error * (potential + largest);
  result.iterations = walks_;
  const double accepted = 4 * allowance + options_.tolerance * std::abs(primal.value());
  const bool is_closed = primal.value() - dual.value() <= accepted;
  report_unregularised(primal.value(), dual.value(),
                       {std::min(dual.value(), primal.value()) - allowance, primal.value() + allowance,
                        is_closed ? Termination::converged : Termination::numerical_failure},
                       result);
}

namespace solvers {

const SolverFamily circle{
    .name = "circle",
    .summary = "Optimal transport on a circle for powers p >= 1 of the distance along it, by the best shift.",
    .needs_points = true,
    .domain = PointDomain::circle,
    .make = [](const SolverOptions& options) { return std::make_unique<CircleSolver>(options); },
};

}  // namespace solvers
}  // namespace mongecarlo
