#include "entropic_limit_laws/two_points.hpp"

namespace mongecarlo::entropic_limit_laws {
namespace {

/// Rounding may leave some of p where q is zero.
double times_log(double p, double q) { return p > 0 && q > 0 ? p * std::log(p / q) : 0; }
double negative_entropy(double p) { return times_log(p, 1) + times_log(1 - p, 1); }

double slope_of_first_entry(double x, double r, double s, double epsilon) {
  const double k = std::exp(2 / epsilon), b = 1 + (k - 1) * (r + s);
  return ((k - 1) * x - k * s) / (2 * (k - 1) * x - b);
}

}  // namespace

double TwoPoints::first_entry() const {
  const double k = std::exp(2 / epsilon), b = 1 + (k - 1) * (r + s);
  return 2 * k * r * s / (b + std::sqrt(b * b - 4 * k * (k - 1) * r * s));
}

double TwoPoints::objective() const {
  const double x = first_entry();
  // The last entry by its own sum: 1 - r - s + x cancels near the corners, where it must not be negative.
  const double last = std::max(0.0, 1 - r - s + x);
  return transport_cost() + epsilon * (times_log(x, r * s) + times_log(r - x, r * (1 - s)) +
                                       times_log(s - x, (1 - r) * s) + times_log(last, (1 - r) * (1 - s)));
}

double TwoPoints::entropy_objective() const {
  return objective() + epsilon * (negative_entropy(r) + negative_entropy(s));
}

double TwoPoints::correlation() const { return (first_entry() - r * s) / std::sqrt(r * (1 - r) * s * (1 - s)); }

Slopes slopes_of_first_entry(const TwoPoints& at) {
  const double x = at.first_entry();
  return {slope_of_first_entry(x, at.r, at.s, at.epsilon), slope_of_first_entry(x, at.s, at.r, at.epsilon)};
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

// Potentials are epsilon log(P_ij / (a_i b_j)) + C_ij - the other's: their differences along one column, or one row.
Slopes slopes_of_objective(const TwoPoints& at) {
  const double x = at.first_entry(), r = at.r, s = at.s;
  return {at.epsilon * std::log(x * (1 - r) / (r * (s - x))) - 1,
          at.epsilon * std::log(x * (1 - s) / (s * (r - x))) - 1};
}

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
    law.push_back(std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) + k * std::log(p) +
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

double normal_cdf(double x, double variance) { return 0.5 * std::erfc(-x / std::sqrt(2 * variance)); }

}  // namespace mongecarlo::entropic_limit_laws
