#include "mongecarlo/transport/entropic_value.hpp"

#include <algorithm>
#include <cmath>

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Plans of up to this many entries are kept rather than computed twice.
constexpr Index kLargestScratch = Index{1} << 20;
constexpr double kUnit = std::numeric_limits<double>::epsilon();

// sum x log(x / y) - x + y
double divergence(const Vector& x, const Vector& y) {
  double sum = 0;
  for (Index i = 0; i < x.size(); ++i) {
    if (x[i] > 0 && y[i] > 0) sum += x[i] * std::log(x[i] / y[i]);
    sum += y[i] - x[i];
  }
  return sum;
}

// sum x log y
double cross_entropy(const Vector& x, const Vector& y) {
  double sum = 0;
  for (Index i = 0; i < x.size(); ++i)
    if (y[i] > 0) sum += x[i] * std::log(y[i]);
  return sum;
}

// Value of a potential: <weights, f>, or -tau <weights, exp(-f / tau) - 1> with a penalty.
double potential_value(const Vector& weights, const Vector& f, double tau) {
  if (!(tau < kInfinity)) return weights.dot(f);
  double sum = 0;
  for (Index i = 0; i < f.size(); ++i)
    if (weights[i] > 0) sum -= tau * weights[i] * std::expm1(-f[i] / tau);
  return sum;
}

}  // namespace

void EntropicValue::fill(const PreparedProblem& problem, const EntropicSettings& settings, const Vector& f,
                         const Vector& g, Termination termination, bool wants_plan, Result& result) {
  problem_ = &problem;
  settings_ = settings;
  target_mass_ = problem.b.sum();
  result.dense_plan.resize(wants_plan ? problem.n : 0, wants_plan ? problem.m : 0);
  const bool is_scratch = !wants_plan && problem.n <= kLargestScratch / problem.m;
  if (is_scratch && scratch_.size() < problem.n * problem.m) scratch_.resize(problem.n * problem.m);
  kept_plan_ = wants_plan ? result.dense_plan.data() : is_scratch ? scratch_.data() : nullptr;
  measure(f, g);
  result.clear_optional();
  result.plan.clear();
  result.termination = termination;
  result.transport_cost = transport_cost_;
  const double excess = settings.epsilon * (plan_mass_ - problem.mass * target_mass_);
  result.dual_objective =
      potential_value(problem.a, f, settings.tau_source) + potential_value(problem.b, g, settings.tau_target) - excess;
  result.objective = row_sum_.dot(f) + column_sum_.dot(g) - excess;
  if (settings.is_balanced())
    fill_balanced(f, g, result);
  else
    fill_penalised(f, g, result);
  result.duality_gap = result.objective - result.dual_objective;
  own_up(result);
}

// The iteration takes the marginal error from its own sums, which may be in single precision: here it is measured.
void EntropicValue::own_up(Result& result) const {
  const double rounding = kUnit * static_cast<double>(32 + problem_->n + problem_->m);
  if (result.termination != Termination::converged ||
      result.marginal_error <= (settings_.tolerance + rounding) * std::max(problem_->mass, plan_mass_))
    return;
  result.termination = result.certified_objective.termination = Termination::numerical_failure;
  if (result.certified_transport_cost) result.certified_transport_cost->termination = Termination::numerical_failure;
}

VectorLoops::PlanRow EntropicValue::plan_row(Index i, const double* cost, const Vector& f, const Vector& g,
                                             double* out) const {
  const auto& p = *problem_;
  return loops_.plan_row(cost, g.data(), f[i], 1 / settings_.epsilon, p.a[i], p.b.data(), out, p.m);
}

void EntropicValue::measure(const Vector& f, const Vector& g) {
  const auto& p = *problem_;
  line_.resize(p.m);
  cost_line_.resize(p.cost ? 0 : p.m);
  row_sum_.resize(p.n);
  row_factor_.resize(p.n);
  column_sum_.setZero(p.m);
  cut_column_sum_.setZero(p.m);
  transport_cost_ = plan_mass_ = 0;
  least_cost_ = kInfinity;
  largest_cost_ = -kInfinity;
  for (Index i = 0; i < p.n; ++i) {
    double* plan = kept_plan_ ? kept_plan_ + i * p.m : line_.data();
    const auto row = plan_row(i, p.row(i, cost_line_.data()), f, g, plan);
    row_sum_[i] = row.mass;
    row_factor_[i] = row.mass > p.a[i] ? p.a[i] / row.mass : 1;
    plan_mass_ += row.mass;
    transport_cost_ += row.cost;
    least_cost_ = std::min(least_cost_, row.least_c);
    largest_cost_ = std::max(largest_cost_, row.greatest_c);
    loops_.add_to_both(column_sum_.data(), cut_column_sum_.data(), plan, row_factor_[i], p.m);
  }
}

// What rounding can do to the sums: relative error of each exponential, and of adding them up.
double EntropicValue::allowance(const Vector& f, const Vector& g) const {
  const double size = std::max(std::abs(least_cost_), std::abs(largest_cost_)) + f.lpNorm<Eigen::Infinity>() +
                      g.lpNorm<Eigen::Infinity>() + settings_.epsilon;
  const double mass = std::max({problem_->mass, target_mass_, plan_mass_});
  return kUnit * static_cast<double>(32 + problem_->n + problem_->m) * size * mass;
}

void EntropicValue::fill_balanced(const Vector& f, const Vector& g, Result& result) {
  const auto& p = *problem_;
  const double epsilon = settings_.epsilon;
  result.marginal_error = (row_sum_ - p.a).lpNorm<1>() + (column_sum_ - p.b).lpNorm<1>();
  result.entropy_objective =
      row_sum_.dot(f) + column_sum_.dot(g) + epsilon * (cross_entropy(row_sum_, p.a) + cross_entropy(column_sum_, p.b));
  const Bound above = rounded_plan(f, g);
  const double slack = allowance(f, g);
  const double lower = result.dual_objective - slack;
  result.certified_objective = {lower, std::max(above.objective + slack, lower), result.termination};
  certify_transport_cost(above.transport_cost, result);
}

void EntropicValue::certify_transport_cost(double rounded_cost, Result& result) const {
  const double mass = problem_->mass;
  const double distance =
      std::min(2 * mass, std::sqrt(2 * mass * result.certified_objective.gap() / settings_.epsilon));
  const double radius = 0.5 * (largest_cost_ - least_cost_) * distance * (1 + 8 * kUnit) +
                        kUnit * static_cast<double>(32 + problem_->n + problem_->m) * mass *
                            std::max(std::abs(least_cost_), std::abs(largest_cost_));
  result.certified_transport_cost = Certified{rounded_cost - radius, rounded_cost + radius, result.termination};
}

// Rows cut to a, columns cut to b (Q), what is then missing added as a product (R). The terms of V(Q + R) are bounded
// by
//   (q + r) log((q + r) / ab) <= (q + r) (log(q / ab) + r / q)  where r <= q,  <= (q + r) log(2 r / ab)  elsewhere.
EntropicValue::Bound EntropicValue::rounded_plan(const Vector& f, const Vector& g) {
  const auto& p = *problem_;
  const double epsilon = settings_.epsilon;
  column_factor_.resize(p.m);
  column_lack_.resize(p.m);
  column_level_.resize(p.m);
  column_rest_.resize(p.m);
  for (Index j = 0; j < p.m; ++j) {
    const double sum = cut_column_sum_[j];
    column_factor_[j] = sum > p.b[j] ? p.b[j] / sum : 1;
    column_lack_[j] = std::max(0.0, p.b[j] - sum * column_factor_[j]);
    column_level_[j] = g[j] + (column_factor_[j] > 0 ? epsilon * std::log(column_factor_[j]) : 0);
    column_rest_[j] = column_lack_[j] > 0 ? epsilon * std::log(column_lack_[j] / p.b[j]) : 0;
  }
  const double missing = column_lack_.sum();
  const VectorLoops::RoundedColumns columns{column_factor_.data(), column_lack_.data(), column_level_.data(),
                                            column_rest_.data()};
  Bound bound;
  for (Index i = 0; i < p.n; ++i) {
    if (p.a[i] == 0) continue;
    const double* plan = kept_plan_ ? kept_plan_ + i * p.m : line_.data();
    const double* cost = p.row(i, cost_line_.data());
    if (!kept_plan_) plan_row(i, cost, f, g, line_.data());
    const double cut_sum = row_factor_[i] * loops_.dot(plan, column_factor_.data(), p.m);
    const double lack = std::max(0.0, p.a[i] - cut_sum);
    const double share = missing > 0 ? lack / missing : 0;
    const double level = f[i] + epsilon * std::log(row_factor_[i]);
    const double rest = share > 0 ? epsilon * std::log(2 * share / p.a[i]) : 0;
    loops_.price_rounded_row(plan, cost, {row_factor_[i], share, level, rest, epsilon}, columns, p.m,
                             &bound.objective, &bound.transport_cost);
  }
  bound.objective += epsilon * (p.mass * p.mass - p.mass);
  return bound;
}

void EntropicValue::fill_penalised(const Vector& f, const Vector& g, Result& result) const {
  const auto& p = *problem_;
  const double tau_source = settings_.tau_source, tau_target = settings_.tau_target;
  result.objective += tau_source * divergence(row_sum_, p.a) + tau_target * divergence(column_sum_, p.b);
  result.marginal_error = (row_sum_.array() - p.a.array() * (-f.array() / tau_source).exp()).abs().sum() +
                          (column_sum_.array() - p.b.array() * (-g.array() / tau_target).exp()).abs().sum();
  const double penalty = kUnit * static_cast<double>(32 + p.n + p.m) *
                         (tau_source * (p.mass + plan_mass_) + tau_target * (target_mass_ + plan_mass_));
  const double slack = allowance(f, g) + penalty;
  const double lower = result.dual_objective - slack;
  result.certified_objective = {lower, std::max(result.objective + slack, lower), result.termination};
}

}  // namespace mongecarlo
