#include "stochastic_dual/two_points.hpp"

#include <algorithm>
#include <cmath>

#include "models/two_point_plan.hpp"

namespace mongecarlo::stochastic_dual {

double TwoPoints::plan(Index i, Index j) const {
  const double corner = models::TwoPointPlan(r, s, epsilon).first_entry();
  if (i == 0) return j == 0 ? corner : r - corner;
  return j == 0 ? s - corner : 1 - r - s + corner;
}

double TwoPoints::value() const {
  double sum = 0;
  for (Index i : {0, 1})
    for (Index j : {0, 1}) sum += plan(i, j) * (cost(i, j) + epsilon * std::log(plan(i, j) / (a()[i] * b()[j])));
  return sum;
}

double TwoPoints::gap(const Vector& v) const {
  double semidual = s * v[0] + (1 - s) * v[1];
  for (Index i : {0, 1}) {
    // Relative to the larger of the two terms, so that nothing overflows.
    const double x = v[0] - cost(i, 0), y = v[1] - cost(i, 1), top = std::max(x, y);
    const double sum = s * std::exp((x - top) / epsilon) + (1 - s) * std::exp((y - top) / epsilon);
    semidual -= (i == 0 ? r : 1 - r) * (top + epsilon * std::log(sum));
  }
  return value() - semidual;
}

double TwoPoints::gap(const Vector& u, const Vector& v) const {
  double dual = 0;
  for (Index i : {0, 1})
    for (Index j : {0, 1}) {
      const double sum = u[i] + v[j];
      dual += (i == 0 ? r : 1 - r) * (j == 0 ? s : 1 - s) * (sum - epsilon * std::expm1((sum - cost(i, j)) / epsilon));
    }
  return value() - dual;
}

std::array<double, 2> TwoPoints::source_potential() const {
  const auto at = [&](Index i) { return cost(i, 0) + epsilon * std::log(plan(i, 0) / (a()[i] * s)); };
  return {at(0), at(1)};
}

std::array<double, 2> TwoPoints::target_potential() const {
  return {0, cost(0, 1) + epsilon * std::log(plan(0, 1) / (r * (1 - s))) - source_potential()[0]};
}

double TwoPoints::printed_summand(Index i, Index j) const {
  const double sum = source_potential()[static_cast<std::size_t>(i)] + target_potential()[static_cast<std::size_t>(j)];
  return sum - epsilon * std::exp((sum - cost(i, j)) / epsilon);
}

double TwoPoints::squared_correlation() const {
  const double excess = plan(0, 0) - r * s;
  return excess * excess / (r * (1 - r) * s * (1 - s));
}

double TwoPoints::average_constant() const {
  return 0.5 * epsilon * squared_correlation() / (1 - squared_correlation());
}

// Sigma = sum_i a_i (p_i - b)(p_i - b)^T, p_i = P_i. / a_i; both coordinates of p_i - b have the same size.
double TwoPoints::last_constant() const {
  double trace = 0;
  for (Index i : {0, 1}) trace += 2 * a()[i] * std::pow(plan(i, 0) / a()[i] - s, 2);
  return trace / 4;
}

}  // namespace mongecarlo::stochastic_dual
