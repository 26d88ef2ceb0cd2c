#include "mongecarlo/minibatch/solver_kernel.hpp"

#include <algorithm>
#include <stdexcept>

#include "mongecarlo/minibatch/plan_gradient.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"

namespace mongecarlo {
namespace {

constexpr Index kLargestMatched = 1000;

}  // namespace

Solver& SolverKernel::solver_for(bool on_the_line, Want want) {
  SolverPtr& place = (on_the_line ? univariate_ : general_)[static_cast<std::size_t>(want)];
  if (!place) {
    SolverOptions options = recipe_.solver;
    options.want_plan = want != Want::value;
    // Off the line potentials are there in any case: to drop them is to ask for their memory again the next time.
    options.want_potentials = !on_the_line || want == Want::plan_and_potentials;
    place = (on_the_line ? &solvers::univariate : recipe_.family)->make(options);
  }
  return *place;
}

Certified SolverKernel::solve(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                              Want want) {
  Problem problem{.a = a, .b = b, .x = x, .y = y, .ground_cost = recipe_.ground_cost};
  solver_for(is_sorted_out(x), want).solve(problem, result_);
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
  if (is_matched(x, y)) {
    auto& exact = static_cast<ExactSolver&>(solver_for(false, Want::value));
    result_.certified_objective = exact.uniform_value(x, y, recipe_.ground_cost);
    return recipe_.read(result_);
  }
  const VectorView uniform{nullptr, 0};
  return solve(x, y, uniform, uniform, Want::value);
}

// Larger batches of points in the plane are matched without a matrix.
bool SolverKernel::is_matched(const MatrixView& x, const MatrixView& y) const {
  return recipe_.family == &solvers::exact && x.rows() == y.rows() && x.cols() == y.cols() && x.size() > 0 &&
         x.rows() <= kLargestMatched;
}

void SolverKernel::values(std::span<const MatrixView> x, std::span<const MatrixView> y, std::span<Certified> out) {
  if (recipe_.family != &solvers::entropic || out.empty() || is_sorted_out(x[0])) return Kernel::values(x, y, out);
  if (!batch_) {
    SolverOptions options = recipe_.solver;
    options.want_plan = false;
    batch_ = std::make_unique<EntropicBatch>(options);
  }
  problems_.clear();
  for (std::size_t k = 0; k < out.size(); ++k)
    problems_.push_back({.x = x[k], .y = y[k], .ground_cost = recipe_.ground_cost});
  results_.resize(std::max(results_.size(), out.size()));
  batch_->solve(problems_, std::span(results_).first(out.size()));
  for (std::size_t k = 0; k < out.size(); ++k) out[k] = recipe_.read(results_[k]);
}

Certified SolverKernel::weighted_value(const MatrixView& x, const MatrixView& y, const VectorView& a,
                                       const VectorView& b) {
  return solve(x, y, a, b, Want::value);
}

Certified SolverKernel::solve_for_plan(const MatrixView& x, const MatrixView& y, const VectorView& a,
                                       const VectorView& b) {
  if (!recipe_.traits.has_plan) throw std::logic_error(recipe_.name + " has no plan");
  return solve(x, y, a, b, Want::plan);
}

Certified SolverKernel::plan(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                             Matrix& plan) {
  const Certified value = solve_for_plan(x, y, a, b);
  if (result_.dense_plan.size() > 0) {
    plan = result_.dense_plan;
    return value;
  }
  plan.setZero(x.rows(), y.rows());
  for (const PlanEntry& entry : result_.plan) plan(entry.source, entry.target) += entry.mass;
  return value;
}

Certified SolverKernel::plan_entries(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                                     std::vector<PlanEntry>& entries) {
  const Certified value = solve_for_plan(x, y, a, b);
  entries.assign(result_.plan.begin(), result_.plan.end());
  const Matrix& dense = result_.dense_plan;
  for (Index i = 0; i < dense.rows(); ++i)
    for (Index j = 0; j < dense.cols(); ++j)
      if (dense(i, j) > 0) entries.push_back({i, j, dense(i, j)});
  return value;
}

void SolverKernel::check_gradient(const VectorView& a, const VectorView& b) const {
  if (recipe_.traits.gradient == GradientRule::none) throw std::logic_error(recipe_.name + " offers no gradient");
  check_all_positive(recipe_.name.c_str(), "a", a);
  check_all_positive(recipe_.name.c_str(), "b", b);
}

Certified SolverKernel::gradient(const MatrixView& x, const MatrixView& y, const VectorView& a, const VectorView& b,
                                 KernelGradient& gradient) {
  check_gradient(a, b);
  const Certified value = solve(x, y, a, b, Want::plan_and_potentials);
  clear_points(x, y, gradient);
  add_plan(recipe_.ground_cost, x, y, result_, gradient);
  gradient.a = result_.f;
  gradient.b = result_.g;
  gradient.epsilon.reset();
  gradient.tau.reset();
  if (recipe_.finish_gradient) recipe_.finish_gradient(result_, value, gradient);
  centre(a, gradient.a);
  centre(b, gradient.b);
  return value;
}

}  // namespace mongecarlo
