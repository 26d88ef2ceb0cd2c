#include "mongecarlo/limit/entropic_limit.hpp"

#include <algorithm>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"

namespace mongecarlo {
namespace {

constexpr const char* kName = "EntropicLimit";
constexpr double kSharp = 1e-14;

// sum over points i of w_i J_i J_i^T: columns of a jacobian along (point i) - w are centred already.
Matrix covariance(const Matrix& jacobian, const Vector& weights) {
  return jacobian * weights.asDiagonal() * jacobian.transpose();
}

}  // namespace

EntropicLimit::EntropicLimit(const Matrix& cost, const Vector& a, const Vector& b, double epsilon)
    : cost_(cost), a_(a), b_(b), epsilon_(epsilon) {
  check_probability(kName, "a", as_span(view(a_)));
  check_probability(kName, "b", as_span(view(b_)));
  const Problem problem{.cost = view(cost_), .a = view(a_), .b = view(b_)};
  EntropicSolver({.epsilon = epsilon, .tolerance = kSharp, .want_plan = false}).solve(problem, result_);
  derivatives_.differentiate(problem, epsilon, result_.f, result_.g);
  singular_values_ = derivatives_.singular_values();
}

Termination EntropicLimit::termination() const { return std::max(result_.termination, derivatives_.termination()); }

double EntropicLimit::value(EntropicStatistic statistic) const {
  switch (statistic) {
    case EntropicStatistic::objective:
      return result_.objective;
    case EntropicStatistic::entropy_objective:
      return result_.objective + epsilon_ * (a_.dot(a_.array().log().matrix()) + b_.dot(b_.array().log().matrix()));
    case EntropicStatistic::transport_cost:
      break;
  }
  return result_.transport_cost;
}

Influence EntropicLimit::influence(EntropicStatistic statistic) {
  ProblemGradient gradient;
  switch (statistic) {
    case EntropicStatistic::objective:
      derivatives_.objective_gradient(gradient);
      break;
    case EntropicStatistic::entropy_objective:
      derivatives_.entropy_objective_gradient(gradient);
      break;
    case EntropicStatistic::transport_cost:
      derivatives_.transport_cost_gradient(gradient);
      break;
  }
  return {std::move(gradient.a), std::move(gradient.b)};
}

Influence EntropicLimit::rooted_influence(double p) {
  check_between(kName, "p", p, 1, 1e6);
  check_positive(kName, "transport cost", result_.transport_cost);
  Influence influence = this->influence(EntropicStatistic::transport_cost);
  const double slope = std::pow(result_.transport_cost, 1 / p - 1) / p;
  influence.source *= slope;
  influence.target *= slope;
  return influence;
}

Influence EntropicLimit::plan_sum_influence(const MatrixView& weight) {
  ProblemGradient gradient;
  derivatives_.plan_sum_gradient(weight, gradient);
  return {std::move(gradient.a), std::move(gradient.b)};
}

Matrix EntropicLimit::plan_covariance(const SampleSizes& sizes) {
  return sizes.source_share() * covariance(derivatives_.plan_jacobian_source(), a_) +
         sizes.target_share() * covariance(derivatives_.plan_jacobian_target(), b_);
}

double EntropicLimit::bias_constant() const {
  double sum = 0;
  for (double s : singular_values_) sum += s * s / (1 - s * s);
  return 0.5 * epsilon_ * sum;
}

WeightedChiSquare EntropicLimit::degenerate_law(const SampleSizes& sizes) const {
  const double u = sizes.source_share(), v = sizes.target_share();
  std::vector<double> weights;
  for (double s : singular_values_) {
    // Eigenvalues of ((s^2 u, -s sqrt(u v)), (., s^2 v)) / 2: sum s^2 / 2, product -s^2 u v (1 - s^2) / 4.
    const double factor = 0.25 * epsilon_ * s / (1 - s * s);
    const double root = std::sqrt(s * s * (u - v) * (u - v) + 4 * u * v);
    const double positive = s + root;
    weights.push_back(factor * positive);
    // s - root, without cancellation for u v near 0.
    weights.push_back(-factor * 4 * u * v * (1 - s * s) / positive);
  }
  return WeightedChiSquare(std::move(weights));
}

}  // namespace mongecarlo
