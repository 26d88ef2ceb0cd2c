#include "mongecarlo/transport/entropic_derivatives.hpp"

#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <string>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {
namespace {

constexpr const char* kName = "EntropicDerivatives";

void check_all_positive(const char* name, const Vector& weights) {
  for (Index i = 0; i < weights.size(); ++i)
    if (!(weights[i] > 0)) check_positive(kName, std::string(name) + '[' + std::to_string(i) + ']', weights[i]);
}

void check_zero_sum(const char* name, const VectorView& change) {
  if (change.size() == 0) return;
  check_finite(kName, name, as_span(change));
  const double noise = kMassTolerance * change.lpNorm<1>();
  check_between(kName, std::string("sum of ") + name, change.sum(), -noise, noise);
}

void centre(const Vector& weights, Vector& gradient) { gradient.array() -= weights.dot(gradient) / weights.sum(); }

// The point mass i of the same mass as `weights`, minus `weights`, for a unit of mass moved.
Vector point_change(const Vector& weights, Index i) {
  Vector change = -weights / weights.sum();
  change[i] += 1;
  return change;
}

}  // namespace

Termination EntropicDerivatives::differentiate(const Problem& problem, double epsilon, const Vector& f, const Vector& g,
                                               LaplacianMethod method) {
  check_positive(kName, "epsilon", epsilon);
  problem.validate(kName);
  problem.validate_balance(kName);
  check_equal_size(kName, "f", f.size(), "a", problem.sources());
  check_equal_size(kName, "g", g.size(), "b", problem.targets());
  problem_.prepare(problem, kName);
  problem_.balance();
  check_all_positive("a", problem_.a);
  check_all_positive("b", problem_.b);
  epsilon_ = epsilon;
  f_ = f;
  g_ = g;
  plan_.resize(problem_.n, problem_.m);
  const VectorLoops& loops = vector_loops();
  for (Index i = 0; i < problem_.n; ++i) {
    double* row = plan_.data() + i * problem_.m;
    loops.exponentiate(problem_.row(i), g.data(), f[i], 1 / epsilon, row, problem_.m);
    loops.multiply(row, problem_.b.data(), problem_.a[i], problem_.m);
  }
  termination_ = laplacian_.reset(view(plan_), method);
  marginal_error_ =
      (laplacian_.row_sum() - problem_.a).lpNorm<1>() + (laplacian_.column_sum() - problem_.b).lpNorm<1>();
  return termination_;
}

void EntropicDerivatives::objective_gradient(ProblemGradient& out) const {
  out.a = f_;
  out.b = g_;
  out.cost = plan_;
  centre(problem_.a, out.a);
  centre(problem_.b, out.b);
}

void EntropicDerivatives::entropy_objective_gradient(ProblemGradient& out) const {
  out.a = f_.array() + epsilon_ * problem_.a.array().log();
  out.b = g_.array() + epsilon_ * problem_.b.array().log();
  out.cost = plan_;
  centre(problem_.a, out.a);
  centre(problem_.b, out.b);
}

void EntropicDerivatives::transport_cost_gradient(ProblemGradient& out) {
  plan_sum_gradient(problem_.cost_view(), out);
  out.cost += plan_;
}

void EntropicDerivatives::plan_sum_gradient(const MatrixView& weight, ProblemGradient& out) {
  check_equal_size(kName, "rows of weight", weight.rows(), "a", problem_.n);
  check_equal_size(kName, "columns of weight", weight.cols(), "b", problem_.m);
  weighted_ = plan_.cwiseProduct(weight);
  row_side_ = weighted_.rowwise().sum();
  column_side_ = weighted_.colwise().sum();
  termination_ = std::max(termination_, laplacian_.solve(row_side_, column_side_, out.a, out.b));
  out.cost.resize(problem_.n, problem_.m);
  for (Index i = 0; i < problem_.n; ++i)
    for (Index j = 0; j < problem_.m; ++j)
      out.cost(i, j) = plan_(i, j) * (out.a[i] + out.b[j] - weight(i, j)) / epsilon_;
  centre(problem_.a, out.a);
  centre(problem_.b, out.b);
}

void EntropicDerivatives::check_change(const ProblemChange& change) const {
  if (change.a.size() > 0) check_equal_size(kName, "change of a", change.a.size(), "a", problem_.n);
  if (change.b.size() > 0) check_equal_size(kName, "change of b", change.b.size(), "b", problem_.m);
  check_zero_sum("change of a", change.a);
  check_zero_sum("change of b", change.b);
  if (change.cost.size() == 0) return;
  check_equal_size(kName, "rows of the change of cost", change.cost.rows(), "a", problem_.n);
  check_equal_size(kName, "columns of the change of cost", change.cost.cols(), "b", problem_.m);
  check_finite(kName, "change of cost", {change.cost.data(), static_cast<std::size_t>(change.cost.size())});
}

// Leaves (dphi, dgamma), up to a constant.
void EntropicDerivatives::solve_change(const ProblemChange& change) {
  check_change(change);
  row_side_.setZero(problem_.n);
  column_side_.setZero(problem_.m);
  if (change.cost.size() > 0) {
    weighted_ = plan_.cwiseProduct(change.cost);
    row_side_ = weighted_.rowwise().sum();
    column_side_ = weighted_.colwise().sum();
  }
  if (change.a.size() > 0) row_side_ += epsilon_ * change.a;
  if (change.b.size() > 0) column_side_ += epsilon_ * change.b;
  termination_ = std::max(termination_, laplacian_.solve(row_side_, column_side_, d_phi_, d_gamma_));
}

// epsilon d log P_ij
double EntropicDerivatives::log_change(const ProblemChange& change, Index i, Index j) const {
  return d_phi_[i] + d_gamma_[j] - (change.cost.size() > 0 ? change.cost(i, j) : 0);
}

void EntropicDerivatives::plan_change(const ProblemChange& change, Matrix& out) {
  solve_change(change);
  out.resize(problem_.n, problem_.m);
  for (Index i = 0; i < problem_.n; ++i)
    for (Index j = 0; j < problem_.m; ++j) out(i, j) = plan_(i, j) * log_change(change, i, j) / epsilon_;
}

void EntropicDerivatives::potential_change(const ProblemChange& change, Vector& df, Vector& dg) {
  solve_change(change);
  df = d_phi_;
  dg = d_gamma_;
  if (change.a.size() > 0) df -= epsilon_ * change.a.cwiseQuotient(problem_.a);
  if (change.b.size() > 0) dg -= epsilon_ * change.b.cwiseQuotient(problem_.b);
  const double shift = problem_.b.dot(dg) / problem_.mass;
  dg.array() -= shift;
  df.array() += shift;
}

ValueHessian EntropicDerivatives::objective_hessian() {
  ValueHessian hessian{Matrix(problem_.n, problem_.n), Matrix(problem_.n, problem_.m), Matrix(problem_.m, problem_.m)};
  Vector df, dg;
  for (Index i = 0; i < problem_.n; ++i) {
    const Vector change = point_change(problem_.a, i);
    potential_change({.a = view(change)}, df, dg);
    centre(problem_.a, df);
    hessian.aa.col(i) = df;
  }
  for (Index j = 0; j < problem_.m; ++j) {
    const Vector change = point_change(problem_.b, j);
    potential_change({.b = view(change)}, df, dg);
    centre(problem_.a, df);
    centre(problem_.b, dg);
    hessian.ab.col(j) = df;
    hessian.bb.col(j) = dg;
  }
  return hessian;
}

Matrix EntropicDerivatives::plan_jacobian(bool is_source) {
  const Vector& weights = is_source ? problem_.a : problem_.b;
  Matrix jacobian(problem_.n * problem_.m, weights.size()), change_of_plan;
  for (Index k = 0; k < weights.size(); ++k) {
    const Vector change = point_change(weights, k);
    plan_change(is_source ? ProblemChange{.a = view(change)} : ProblemChange{.b = view(change)}, change_of_plan);
    jacobian.col(k) = VectorView(change_of_plan.data(), change_of_plan.size());
  }
  return jacobian;
}

Matrix EntropicDerivatives::plan_jacobian_source() { return plan_jacobian(true); }
Matrix EntropicDerivatives::plan_jacobian_target() { return plan_jacobian(false); }

Vector EntropicDerivatives::singular_values() const {
  const Vector row_root = laplacian_.row_sum().cwiseSqrt(), column_root = laplacian_.column_sum().cwiseSqrt();
  Eigen::MatrixXd correlation =
      row_root.cwiseInverse().asDiagonal() * plan_ * column_root.cwiseInverse().asDiagonal();
  // Without its first singular pair, the roots of the marginals, the first value left is sigma_1 to full precision.
  correlation -= row_root * column_root.transpose() / plan_.sum();
  const Vector values = Eigen::BDCSVD<Eigen::MatrixXd>(correlation).singularValues();
  return values.head(std::min(problem_.n, problem_.m) - 1);
}

}  // namespace mongecarlo
