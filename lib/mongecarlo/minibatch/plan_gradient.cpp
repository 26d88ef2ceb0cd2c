#include "mongecarlo/minibatch/plan_gradient.hpp"

#include <string>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

std::span<double> row_of(Matrix& matrix, Index i) {
  return {matrix.data() + i * matrix.cols(), static_cast<std::size_t>(matrix.cols())};
}

bool is_squared(const GroundCost& cost) { return cost.is_power() && cost.power() == 2; }

}  // namespace

void clear_points(const MatrixView& x, const MatrixView& y, KernelGradient& gradient) {
  gradient.x.setZero(x.rows(), x.cols());
  gradient.y.setZero(y.rows(), y.cols());
}

void add_entry(const GroundCost& cost, const MatrixView& x, const MatrixView& y, Index i, Index j, double weight,
               Matrix& x_gradient, Matrix& y_gradient) {
  cost.add_gradient(row(x, i), row(y, j), weight, row_of(x_gradient, i));
  cost.add_gradient(row(x, i), row(y, j), -weight, row_of(y_gradient, j));
}

void add_row(const GroundCost& cost, const MatrixView& x, const MatrixView& y, Index i, const double* weights,
             Matrix& x_gradient, Matrix& y_gradient) {
  if (!is_squared(cost)) {
    for (Index j = 0; j < y.rows(); ++j)
      if (weights[j] != 0) add_entry(cost, x, y, i, j, weights[j], x_gradient, y_gradient);
    return;
  }
  for (Index j = 0; j < y.rows(); ++j)
    for (Index k = 0; k < x.cols(); ++k) {
      const double part = 2 * weights[j] * (x(i, k) - y(j, k));
      x_gradient(i, k) += part;
      y_gradient(j, k) -= part;
    }
}

void add_plan(const GroundCost& cost, const MatrixView& x, const MatrixView& y, const Result& result,
              KernelGradient& gradient) {
  for (const PlanEntry& entry : result.plan)
    add_entry(cost, x, y, entry.source, entry.target, entry.mass, gradient.x, gradient.y);
  for (Index i = 0; i < result.dense_plan.rows(); ++i)
    add_row(cost, x, y, i, &result.dense_plan(i, 0), gradient.x, gradient.y);
}

GradientRule where_lipschitz(const GroundCost& cost, GradientRule rule) {
  const bool has_power = cost.is_power() || cost.is_circular();
  return has_power && cost.power() < 1 ? GradientRule::none : rule;
}

void centre(const VectorView& weights, Vector& gradient) {
  if (weights.size() > 0)
    gradient.array() -= weights.dot(gradient) / weights.sum();
  else
    gradient.array() -= gradient.mean();
}

void check_all_positive(const char* function, const char* name, const VectorView& weights) {
  for (Index i = 0; i < weights.size(); ++i)
    if (!(weights[i] > 0)) check_positive(function, std::string(name) + '[' + std::to_string(i) + ']', weights[i]);
}

}  // namespace mongecarlo
