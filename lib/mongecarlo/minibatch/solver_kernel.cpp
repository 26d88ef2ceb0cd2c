#include "mongecarlo/minibatch/solver_kernel.hpp"

#include <stdexcept>

namespace mongecarlo {

Solver& SolverKernel::solver_for(bool on_the_line, bool want_plan) {
  SolverPair& pair = on_the_line ? univariate_ : general_;
  SolverPtr& place = want_plan ? pair.plan : pair.value;
  if (!place) {
    SolverOptions options = recipe_.solver;
    options.want_plan = want_plan;
    options.want_potentials = false;
    place = (on_the_line ? &solvers::univariate : recipe_.family)->make(options);
  }
  return *place;
}

Certified SolverKernel::solve(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                              bool want_plan) {
  Problem problem{.a = a, .b = b, .x = x, .y = y, .ground_cost = recipe_.ground_cost};
  solver_for(is_sorted_out(x), want_plan).solve(problem, result_);
  return recipe_.read(result_);
}

bool SolverKernel::is_sorted_out(const MatrixView& x) const {
  return recipe_.sorts_on_the_line && x.cols() == 1 && recipe_.ground_cost.is_convex();
}

Certified SolverKernel::value(const MatrixView& x, const MatrixView& y) {
  if (is_sorted_out(x) && y.cols() == 1) {
    const auto points = [](const MatrixView& side) {
      return std::span<const double>(side.data(), static_cast<std::size_t>(side.rows()));
    };
    result_.certified_objective = sorter_.uniform_value(points(x), points(y), recipe_.ground_cost);
    return recipe_.read(result_);
  }
  const VectorView uniform{nullptr, 0};
  return solve(x, y, uniform, uniform, false);
}

Certified SolverKernel::weighted_value(const MatrixView& x, const MatrixView& y, const VectorView& a,
                                       const VectorView& b) {
  return solve(x, y, a, b, false);
}

Certified SolverKernel::plan(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                             Matrix& plan) {
  if (!recipe_.traits.has_plan) throw std::logic_error(recipe_.name + " has no plan");
  const Certified value = solve(x, y, a, b, true);
  if (result_.dense_plan.size() > 0) {
    plan = result_.dense_plan;
    return value;
  }
  plan.setZero(x.rows(), y.rows());
  for (const PlanEntry& entry : result_.plan) plan(entry.source, entry.target) += entry.mass;
  return value;
}

}  // namespace mongecarlo
