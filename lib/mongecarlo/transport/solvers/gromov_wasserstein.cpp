#include "mongecarlo/transport/solvers/gromov_wasserstein.hpp"

#include <algorithm>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/transport/profile_cost.hpp"

namespace mongecarlo {
namespace {

constexpr long long kMostSteps = 1000;
constexpr double kNearlyAll = 1e-9;  // share of a point's mass that a permutation may leave elsewhere
constexpr int kRounds = 100;
constexpr long long kProduct = 0, kProfiles = 1;  // the first two starts; the others are random

void write_dense(const std::vector<PlanEntry>& entries, Index n, Index m, Matrix& plan) {
  plan.setZero(n, m);
  for (const PlanEntry& entry : entries) plan(entry.source, entry.target) += entry.mass;
}

}  // namespace

void check_gromov_options(const char* function, const SolverOptions& options) {
  check_positive(function, "tolerance", options.tolerance);
  check_at_least(function, "max_iterations", options.max_iterations, 1);
  check_at_least(function, "starts", options.starts, 1);
}

GromovWassersteinSolver::GromovWassersteinSolver(const SolverOptions& options) : options_(options), exact_({}) {
  check_gromov_options("gromov_wasserstein", options);
}

void GromovWassersteinSolver::solve(const Problem& problem, Result& result) {
  pair_.prepare(problem, "gromov_wasserstein");
  result.clear_optional();
  result.dense_plan.resize(0, 0);
  result.f.resize(0);
  result.g.resize(0);
  if (enumeration_.prepare(pair_))
    enumerate(result);
  else
    search(result);
}

void GromovWassersteinSolver::enumerate(Result& result) {
  best_.value = enumeration_.solve(direction_.plan);
  best_.steps = enumeration_.visits();
  best_.termination = Termination::converged;
  write_dense(direction_.plan, pair_.source().size, pair_.target().size, best_.plan);
  finish(best_, best_.value, enumeration_.slack(), result);
}

void GromovWassersteinSolver::search(Result& result) {
  objective_.prepare(pair_);
  fill_profile_cost(pair_, profile_cost_);
  exact_.solve_unchecked(
      {.cost = view(profile_cost_), .a = view(pair_.source().weights), .b = view(pair_.target().weights)}, bound_);
  long long steps = 0;
  for (long long start = 0; start < options_.starts; ++start) {
    start_from(start, current_);
    for (int round = 0; round == 0 || (round < kRounds && exchange(current_)); ++round) {
      descend(current_);
      steps += current_.steps;
    }
    if (start == 0 || current_.value < best_.value) std::swap(best_, current_);
  }
  best_.steps = steps;
  finish(best_, bound_.certified_objective.lower, objective_.rounding(), result);
}

void GromovWassersteinSolver::start_from(long long start, Descent& descent) {
  const auto &x = pair_.source(), &y = pair_.target();
  if (start == kProduct) {
    descent.plan.resize(x.size, y.size);
    for (Index i = 0; i < x.size; ++i) descent.plan.row(i) = x.weights[i] / pair_.mass() * y.weights.transpose();
    return objective_.transform(descent.plan, descent.image);
  }
  if (start == kProfiles) return take(bound_.plan, descent);
  Stream stream = Stream(stream_key(0, "mongecarlo/transport", "gromov_wasserstein"), 0)
                      .purpose("start", static_cast<std::uint64_t>(start));
  random_cost_.resize(x.size, y.size);
  for (Index k = 0; k < random_cost_.size(); ++k) random_cost_.data()[k] = stream.uniform();
  exact_.solve_unchecked({.cost = view(random_cost_), .a = view(x.weights), .b = view(y.weights)}, direction_);
  take(direction_.plan, descent);
}

void GromovWassersteinSolver::take(const std::vector<PlanEntry>& plan, Descent& descent) {
  write_dense(plan, pair_.source().size, pair_.target().size, descent.plan);
  objective_.transform(plan, descent.image);
}

void GromovWassersteinSolver::descend(Descent& descent) {
  descent.termination = Termination::iteration_limit;
  const long long most = std::min(options_.max_iterations, kMostSteps);
  for (descent.steps = 0; descent.steps < most; ++descent.steps)
    if (!step(descent)) {
      descent.termination = Termination::converged;
      break;
    }
  descent.value = objective_.value(descent.plan, descent.image);
}

// False where the plan is stationary.
bool GromovWassersteinSolver::step(Descent& descent) {
  const auto &x = pair_.source(), &y = pair_.target();
  objective_.gradient(descent.image, gradient_);
  exact_.solve_unchecked({.cost = view(gradient_), .a = view(x.weights), .b = view(y.weights)}, direction_);
  const double slope = 2 * (direction_.transport_cost - (gradient_.array() * descent.plan.array()).sum());
  if (!(slope < -options_.tolerance * pair_.scale())) return false;
  objective_.transform(direction_.plan, image_);
  write_dense(direction_.plan, x.size, y.size, random_cost_);
  // E = Q - P and K(E), in place
  random_cost_ -= descent.plan;
  image_ -= descent.image;
  const double curvature = -2 * (image_.array() * random_cost_.array()).sum();
  const double length = curvature > 0 ? std::min(1.0, -slope / (2 * curvature)) : 1.0;
  descent.plan += length * random_cost_;
  descent.image += length * image_;
  return true;
}

// True where the plan is a permutation that an exchange of two partners improves; it is improved then.
bool GromovWassersteinSolver::exchange(Descent& descent) {
  const auto &x = pair_.source(), &y = pair_.target();
  if (!(x.is_uniform && y.is_uniform && x.size == y.size)) return false;
  const double share = x.weights[0];
  partner_.assign(static_cast<std::size_t>(x.size), -1);
  for (Index i = 0; i < x.size; ++i)
    for (Index j = 0; j < y.size; ++j)
      if (descent.plan(i, j) > (1 - kNearlyAll) * share) partner_[i] = j;
  if (std::find(partner_.begin(), partner_.end(), -1) != partner_.end()) return false;
  const double least_gain = options_.tolerance * pair_.scale() / (share * share);
  if (!exchange_.improve(x.distances, y.distances, least_gain, kRounds, partner_)) return false;
  direction_.plan.clear();
  for (Index i = 0; i < x.size; ++i) direction_.plan.push_back({i, partner_[i], share});
  take(direction_.plan, descent);
  return true;
}

void GromovWassersteinSolver::finish(const Descent& best, double bound, double rounding, Result& result) {
  const auto &x = pair_.source(), &y = pair_.target();
  result.termination = best.termination;
  result.iterations = best.steps;
  result.transport_cost = result.objective = std::max(best.value, 0.0);
  result.marginal_error = (best.plan.rowwise().sum() - x.weights).lpNorm<1>() +
                          (best.plan.colwise().sum().transpose() - y.weights).lpNorm<1>();
  // Making the plan admissible moves at most twice the mass that is out of place.
  const double misplaced = 4 * result.marginal_error * pair_.scale() / pair_.mass();
  const double upper = result.objective + rounding + misplaced, lower = std::min(bound - rounding, upper);
  result.certified_objective = {std::max(lower, 0.0), upper, best.termination};
  result.certified_transport_cost = result.certified_objective;
  result.dual_objective = result.certified_objective.lower;
  result.duality_gap = result.objective - result.dual_objective;
  result.plan.clear();
  if (!options_.want_plan) return;
  for (Index i = 0; i < x.size; ++i)
    for (Index j = 0; j < y.size; ++j)
      if (best.plan(i, j) > 0) result.plan.push_back({x.order[i], y.order[j], best.plan(i, j)});
  std::sort(result.plan.begin(), result.plan.end(), [](const PlanEntry& p, const PlanEntry& q) {
    return p.source != q.source ? p.source < q.source : p.target < q.target;
  });
}

namespace solvers {

const SolverFamily gromov_wasserstein{
    .name = "gromov_wasserstein",
    .summary =
        "Gromov-Wasserstein with the square loss: enumeration where small, else conditional gradient, several starts.",
    .needs_points = true,
    .compares_distances = true,
    .make = [](const SolverOptions& options) { return std::make_unique<GromovWassersteinSolver>(options); },
};

}  // namespace solvers
}  // namespace mongecarlo
