#include "entropic_limit_laws/two_points.hpp"

#include "models/two_point_plan.hpp"
#include "mongecarlo/base/log_gamma.hpp"

namespace mongecarlo::entropic_limit_laws {
namespace {

double negative_entropy(double p) {
  const auto term = [](double q) { return q > 0 ? q * std::log(q) : 0; };
  return term(p) + term(1 - p);
}

models::TwoPointPlan plan_of(const TwoPoints& at) { return {at.r, at.s, at.epsilon}; }
models::TwoPointPlan transposed(const TwoPoints& at) { return {at.s, at.r, at.epsilon}; }

}  // namespace

double TwoPoints::first_entry() const { return plan_of(*this).first_entry(); }
double TwoPoints::objective() const { return plan_of(*this).value(); }
double TwoPoints::correlation() const { return plan_of(*this).correlation(); }

double TwoPoints::entropy_objective() const {
  return objective() + epsilon * (negative_entropy(r) + negative_entropy(s));
}

Slopes slopes_of_first_entry(const TwoPoints& at) {
  return {plan_of(at).first_entry_slope(), transposed(at).first_entry_slope()};
}

Slopes slopes_of_transport_cost(const TwoPoints& at) {
  const Slopes x = slopes_of_first_entry(at);
  return {1 - 2 * x.r, 1 - 2 * x.s};
}

Slopes slopes_of_rooted_cost(const TwoPoints& at) {
  const Slopes cost = slopes_of_transport_cost(at);
  const double factor = 0.5 / at.rooted_cost();
  return {factor * cost.r, factor * cost.s};
}

Slopes slopes_of_objective(const TwoPoints& at) { return {plan_of(at).slope(), transposed(at).slope()}; }

Slopes slopes_of_entropy_objective(const TwoPoints& at) {
  const Slopes objective = slopes_of_objective(at);
  return {objective.r + at.epsilon * std::log(at.r / (1 - at.r)),
          objective.s + at.epsilon * std::log(at.s / (1 - at.s))};
}

double limit_variance(const TwoPoints& at, const Slopes& slopes, double share) {
  return share * slopes.r * slopes.r * at.r * (1 - at.r) + (1 - share) * slopes.s * slopes.s * at.s * (1 - at.s);
}

std::vector<double> binomial_law(int n, double p) {
  std::vector<double> law;
  for (int k = 0; k <= n; ++k)
    law.push_back(std::exp(log_gamma(n + 1.0) - log_gamma(k + 1.0) - log_gamma(n - k + 1.0) + k * std::log(p) +
                           (n - k) * std::log1p(-p)));
  return law;
}

EmpiricalTwoPoints::EmpiricalTwoPoints(const TwoPoints& law, const Samples& samples) : law_(law), samples_(samples) {
  source_.prepare(binomial_law(samples.n, law.r));
  target_.prepare(binomial_law(samples.m, law.s));
}

TwoPoints EmpiricalTwoPoints::operator()(const Stream& stream) const {
  Stream source = stream.purpose("source"), target = stream.purpose("target");
  return {static_cast<double>(source_.draw(source)) / samples_.n,
          static_cast<double>(target_.draw(target)) / samples_.m, law_.epsilon};
}

}  // namespace mongecarlo::entropic_limit_laws
