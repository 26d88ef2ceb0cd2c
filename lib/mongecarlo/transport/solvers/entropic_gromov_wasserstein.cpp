#include "mongecarlo/transport/solvers/entropic_gromov_wasserstein.hpp"

#include <algorithm>
#include <cmath>

#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/transport/profile_cost.hpp"
#include "mongecarlo/transport/solvers/gromov_wasserstein.hpp"

namespace mongecarlo {
namespace {

constexpr long long kMostSteps = 1000;
constexpr double kLeastShare = 0.1;  // of the fall that the slope promises
constexpr int kHalvings = 30;
constexpr double kEntropyNoise = 1e-12;  // each logarithm is below 750 in size and right to an ulp
constexpr double kInnerShare = 1e-2;     // the inner problems are solved this much finer than the outer stop rule

// sum p log(p / r) - p + r
double divergence(double p, double r) { return p > 0 && r > 0 ? p * std::log(p / r) - p + r : r - p; }

SolverOptions inner(const SolverOptions& options) {
  return {.epsilon = options.epsilon,
          .tolerance = std::max(kInnerShare * options.tolerance, 1e-13),
          .max_iterations = options.max_iterations};
}

}  // namespace

EntropicGromovWassersteinSolver::EntropicGromovWassersteinSolver(const SolverOptions& options)
    : options_(options),
      entropic_((check_entropic_options("entropic_gromov_wasserstein", options), inner(options))),
      exact_({}) {
  check_gromov_options("entropic_gromov_wasserstein", options);
}

void EntropicGromovWassersteinSolver::solve(const Problem& problem, Result& result) {
  pair_.prepare(problem, "entropic_gromov_wasserstein");
  objective_.prepare(pair_);
  fill_profile_cost(pair_, cost_);
  solve_entropic(cost_, bound_);
  long long steps = 0;
  for (long long start = 0; start < options_.starts; ++start) {
    start_from(start, current_);
    descend(current_);
    steps += current_.steps;
    if (start == 0 || current_.value < best_.value) std::swap(best_, current_);
  }
  best_.steps = steps;
  finish(best_, result);
}

void EntropicGromovWassersteinSolver::solve_entropic(const Matrix& cost, Result& result) {
  const auto &x = pair_.source(), &y = pair_.target();
  entropic_.solve_unchecked({.cost = view(cost), .a = view(x.weights), .b = view(y.weights)}, result);
}

void EntropicGromovWassersteinSolver::start_from(long long start, Descent& descent) {
  const auto &x = pair_.source(), &y = pair_.target();
  if (start == 0) {
    descent.plan.resize(x.size, y.size);
    for (Index i = 0; i < x.size; ++i) descent.plan.row(i) = x.weights[i] / pair_.mass() * y.weights.transpose();
  } else if (start == 1) {
    descent.plan = bound_.dense_plan;
  } else {
    Stream stream = Stream(stream_key(0, "mongecarlo/transport", "gromov_wasserstein"), 0)
                        .purpose("start", static_cast<std::uint64_t>(start));
    cost_.resize(x.size, y.size);
    for (Index k = 0; k < cost_.size(); ++k) cost_.data()[k] = stream.uniform();
    exact_.solve_unchecked({.cost = view(cost_), .a = view(x.weights), .b = view(y.weights)}, corner_);
    descent.plan.setZero(x.size, y.size);
    for (const PlanEntry& entry : corner_.plan) descent.plan(entry.source, entry.target) += entry.mass;
  }
  make_admissible(descent.plan);
  objective_.transform(descent.plan, descent.image);
}

void EntropicGromovWassersteinSolver::descend(Descent& descent) {
  descent.termination = Termination::iteration_limit;
  const long long most = std::min(options_.max_iterations, kMostSteps);
  for (descent.steps = 0; descent.steps < most; ++descent.steps)
    if (!step(descent)) {
      descent.termination = direction_.termination;
      break;
    }
  make_admissible(descent.plan);
  objective_.transform(descent.plan, descent.image);
  descent.value = objective_.value(descent.plan, descent.image) + options_.epsilon * entropy(descent.plan);
}

// KL(P | a x b)
double EntropicGromovWassersteinSolver::entropy(const Matrix& plan) const {
  const auto &x = pair_.source(), &y = pair_.target();
  CompensatedSum sum;
  for (Index i = 0; i < x.size; ++i)
    for (Index j = 0; j < y.size; ++j) sum.add(divergence(plan(i, j), x.weights[i] * y.weights[j]));
  return sum.value();
}

double EntropicGromovWassersteinSolver::entropy_on_the_way(double length) const {
  const auto &x = pair_.source(), &y = pair_.target();
  double sum = 0;
  for (Index i = 0; i < x.size; ++i)
    for (Index j = 0; j < y.size; ++j)
      sum += divergence(current_.plan(i, j) + length * way_(i, j), x.weights[i] * y.weights[j]);
  return sum;
}

// False where the plan is stationary, or no step lowers the objective by more than rounding.
bool EntropicGromovWassersteinSolver::step(Descent& descent) {
  objective_.gradient(descent.image, gradient_);
  gradient_ *= 2;
  solve_entropic(gradient_, direction_);
  way_ = direction_.dense_plan - descent.plan;
  const double before = entropy(descent.plan), after = entropy(direction_.dense_plan);
  const double slope = (gradient_.array() * way_.array()).sum() + options_.epsilon * (after - before);
  const double noise = options_.tolerance * (pair_.scale() + options_.epsilon * pair_.mass());
  if (!(slope < -noise)) return false;
  objective_.transform(direction_.dense_plan, image_);
  image_ -= descent.image;
  const double linear = (gradient_.array() * way_.array()).sum();
  const double curvature = -2 * (image_.array() * way_.array()).sum();
  double length = 1;
  for (int halving = 0; halving < kHalvings; ++halving, length /= 2) {
    const double entropic = halving == 0 ? after : entropy_on_the_way(length);
    const double change = length * (linear + length * curvature) + options_.epsilon * (entropic - before);
    if (!(change <= kLeastShare * length * slope)) continue;
    descent.plan += length * way_;
    descent.image += length * image_;
    return true;
  }
  direction_.termination = Termination::numerical_failure;
  return false;
}

// Rows cut to a, columns cut to b, what is missing added as a product (Altschuler, Weed and Rigollet 2017).
void EntropicGromovWassersteinSolver::make_admissible(Matrix& plan) {
  const auto &x = pair_.source(), &y = pair_.target();
  row_ = plan.rowwise().sum();
  for (Index i = 0; i < x.size; ++i)
    if (row_[i] > x.weights[i]) plan.row(i) *= x.weights[i] / row_[i];
  column_ = plan.colwise().sum().transpose();
  for (Index j = 0; j < y.size; ++j)
    if (column_[j] > y.weights[j]) plan.col(j) *= y.weights[j] / column_[j];
  row_ = (x.weights - plan.rowwise().sum()).cwiseMax(0);
  column_ = (y.weights - plan.colwise().sum().transpose()).cwiseMax(0);
  const double missing = column_.sum();
  if (!(missing > 0)) return;
  column_ /= missing;
  plan.noalias() += row_ * column_.transpose();
}

void EntropicGromovWassersteinSolver::finish(Descent& best, Result& result) {
  const auto &x = pair_.source(), &y = pair_.target();
  result.termination = std::max(best.termination, bound_.termination);
  result.iterations = best.steps;
  result.transport_cost = std::max(objective_.value(best.plan, best.image), 0.0);
  result.objective = best.value;
  result.clear_optional();
  result.marginal_error = (best.plan.rowwise().sum() - x.weights).lpNorm<1>() +
                          (best.plan.colwise().sum().transpose() - y.weights).lpNorm<1>();
  const double mass = pair_.mass();
  const double rounding = objective_.rounding() + 4 * result.marginal_error * pair_.scale() / mass +
                          kEntropyNoise * options_.epsilon * mass * (1 + mass);
  const double upper = best.value + rounding;
  result.certified_objective = {std::min(bound_.certified_objective.lower - rounding, upper), upper,
                                result.termination};
  result.dual_objective = result.certified_objective.lower;
  result.duality_gap = result.objective - result.dual_objective;
  result.f.resize(0);
  result.g.resize(0);
  result.plan.clear();
  result.dense_plan.resize(options_.want_plan ? x.size : 0, options_.want_plan ? y.size : 0);
  if (!options_.want_plan) return;
  for (Index i = 0; i < x.size; ++i)
    for (Index j = 0; j < y.size; ++j) result.dense_plan(x.order[i], y.order[j]) = best.plan(i, j);
}

namespace solvers {

const SolverFamily entropic_gromov_wasserstein{
    .name = "entropic_gromov_wasserstein",
    .summary = "Gromov-Wasserstein with the square loss and entropy: linearised entropic problems, several starts.",
    .uses_epsilon = true,
    .needs_points = true,
    .compares_distances = true,
    .make = [](const SolverOptions& options) { return std::make_unique<EntropicGromovWassersteinSolver>(options); },
};

}  // namespace solvers
}  // namespace mongecarlo
