#include "mongecarlo/transport/gromov_gradient.hpp"

#include <stdexcept>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

Matrix written_out(const Result& result, Index n, Index m) {
  if (result.dense_plan.size() > 0) {
    check_equal_size("gromov_gradient", "rows of the plan", result.dense_plan.rows(), "x", n);
    check_equal_size("gromov_gradient", "columns of the plan", result.dense_plan.cols(), "y", m);
    return result.dense_plan;
  }
  check_not_empty("gromov_gradient", "plan", static_cast<long long>(result.plan.size()));
  Matrix plan = Matrix::Zero(n, m);
  for (const PlanEntry& entry : result.plan) {
    check_between("gromov_gradient", "source of the plan", static_cast<double>(entry.source), 0,
                  static_cast<double>(n - 1));
    check_between("gromov_gradient", "target of the plan", static_cast<double>(entry.target), 0,
                  static_cast<double>(m - 1));
    plan(entry.source, entry.target) += entry.mass;
  }
  return plan;
}

// 4 sum_k (D_ik w_i w_k - crossed_ik) grad_1 d(x_i, x_k)
void fill(const MatrixView& points, const GroundCost& distance, const Matrix& distances, const Vector& weights,
          const Matrix& crossed, Matrix& gradient) {
  gradient.setZero(points.rows(), points.cols());
  const auto width = static_cast<std::size_t>(points.cols());
  for (Index i = 0; i < points.rows(); ++i)
    for (Index k = 0; k < points.rows(); ++k)
      if (k != i)
        distance.add_gradient(row(points, i), row(points, k),
                              4 * (distances(i, k) * weights[i] * weights[k] - crossed(i, k)),
                              {&gradient(i, 0), width});
}

}  // namespace

void gromov_gradient(const Problem& problem, const Result& result, Matrix& x_gradient, Matrix& y_gradient) {
  check_not_empty("gromov_gradient", "x", problem.x.rows());
  check_not_empty("gromov_gradient", "y", problem.y.rows());
  if (!problem.ground_cost) throw std::invalid_argument("gromov_gradient: ground_cost is missing");
  const GroundCost& distance = *problem.ground_cost;
  const Matrix plan = written_out(result, problem.x.rows(), problem.y.rows());
  Matrix source, target;
  distance.fill(problem.x, problem.x, source);
  distance.fill(problem.y, problem.y, target);
  fill(problem.x, distance, source, plan.rowwise().sum(), plan * target * plan.transpose(), x_gradient);
  fill(problem.y, distance, target, plan.colwise().sum().transpose(), plan.transpose() * source * plan, y_gradient);
}

}  // namespace mongecarlo
