#include "mongecarlo/transport/unregularised_value.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mongecarlo {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();

}  // namespace

void UnregularisedValue::fill(const PreparedProblem& problem, double tau_source, double tau_target,
                              Termination termination, Result& result) {
  row_sum_.setZero(problem.n);
  column_sum_.setZero(problem.m);
  primal_ = dual_ = {};
  error_ = 0;
  for (const PlanEntry& entry : result.plan) {
    const double c = problem.row(entry.source)[entry.target];
    row_sum_[entry.source] += entry.mass;
    column_sum_[entry.target] += entry.mass;
    primal_.add(entry.mass * c, entry.mass * std::abs(c));
  }
  result.transport_cost = primal_.value;
  add_penalties(row_sum_, problem.a, result.f, tau_source);
  add_penalties(column_sum_, problem.b, result.g, tau_target);
  result.objective = primal_.value;
  result.dual_objective = dual_.value;
  result.duality_gap = result.objective - result.dual_objective;
  result.marginal_error = error_;
  result.clear_optional();
  result.termination = termination;
  // Sums of n + m terms, each right to a few units.
  const double unit = kUnit * static_cast<double>(16 + problem.n + problem.m);
  const double lower = dual_.value - unit * dual_.size, upper = primal_.value + unit * primal_.size;
  result.certified_objective = {lower, std::max(lower, upper), termination};
}

// A sum of masses is right to units of itself, which moves tau KL by that times tau |log(sum / weight)|.
void UnregularisedValue::add_penalties(const Vector& sums, const Vector& weights, const Vector& potential, double tau) {
  for (Index i = 0; i < sums.size(); ++i) {
    if (weights[i] == 0) continue;
    const double excess = sums[i] - weights[i];
    const double log = sums[i] < 0.5 * weights[i] ? std::log(sums[i] / weights[i]) : std::log1p(excess / weights[i]);
    const double lost = sums[i] > 0 ? tau * sums[i] * log : 0;
    primal_.add(lost - tau * excess, std::abs(lost) + tau * std::abs(excess));
    const double gain = -tau * weights[i] * std::expm1(-potential[i] / tau);
    const double wanted = weights[i] * std::exp(-potential[i] / tau);
    dual_.add(gain, std::abs(gain) + wanted * std::abs(potential[i]));
    error_ += std::abs(sums[i] - wanted);
  }
}

}  // namespace mongecarlo
