#include "mongecarlo/transport/plan_laplacian.hpp"

#include <algorithm>
#include <cmath>

namespace mongecarlo {
namespace {

constexpr double kResidual = 1e-13;

}  // namespace

// The side with fewer points is kept; `spread` and `gather` are P and its transpose between the two.
void PlanLaplacian::spread(const Vector& kept, Vector& eliminated) const {
  if (eliminates_rows())
    eliminated.noalias() = plan() * kept;
  else
    eliminated.noalias() = plan().transpose() * kept;
}

void PlanLaplacian::gather(const Vector& eliminated, Vector& kept) const {
  if (eliminates_rows())
    kept.noalias() = plan().transpose() * eliminated;
  else
    kept.noalias() = plan() * eliminated;
}

Termination PlanLaplacian::reset(const MatrixView& plan, LaplacianMethod method) {
  plan_ = plan.data();
  n_ = plan.rows();
  m_ = plan.cols();
  row_sum_ = plan.rowwise().sum();
  column_sum_ = plan.colwise().sum();
  method_ = method;
  if (method == LaplacianMethod::automatic)
    method_ = kept_sum().size() <= kLargestElimination ? LaplacianMethod::elimination : LaplacianMethod::conjugate_gradient;
  if (!(row_sum_.minCoeff() > 0 && column_sum_.minCoeff() > 0)) return Termination::numerical_failure;
  root_ = kept_sum().cwiseSqrt();
  if (method_ == LaplacianMethod::conjugate_gradient) return Termination::converged;
  reduce();
  return eliminate();
}

// W = P^T diag(1/r) P, how much mass two kept points share through the other side.
void PlanLaplacian::reduce() {
  const Index size = kept_sum().size();
  link_.setZero(size, size);
  if (eliminates_rows()) {
    scaled_ = row_sum_.cwiseInverse().cwiseSqrt().asDiagonal() * plan();
    link_.selfadjointView<Eigen::Lower>().rankUpdate(scaled_.transpose());
  } else {
    scaled_ = plan() * column_sum_.cwiseInverse().cwiseSqrt().asDiagonal();
    link_.selfadjointView<Eigen::Lower>().rankUpdate(scaled_);
  }
}

// Point k goes: points i, j < k that were linked through it are linked by W_ik W_kj / sum_i W_ik more.
Termination PlanLaplacian::eliminate() {
  const Index size = link_.rows();
  total_.resize(size);
  bool is_linked = true;
  for (Index k = size - 1; k > 0; --k) {
    auto row = link_.row(k).head(k);
    total_[k] = row.sum();
    is_linked &= total_[k] > kWeakestLink * kept_sum()[k];
    for (Index i = 1; i < k; ++i) loops_.add_scaled(&link_(i, 0), row.data(), row[i] / total_[k], i);
    row /= total_[k];
  }
  return is_linked ? Termination::converged : Termination::numerical_failure;
}

// In place of the right side; x_0 = 0.
void PlanLaplacian::substitute(Vector& x) const {
  const Index size = link_.rows();
  for (Index k = size - 1; k > 0; --k) loops_.add_scaled(x.data(), &link_(k, 0), x[k], k);
  x[0] = 0;
  for (Index k = 1; k < size; ++k) x[k] = x[k] / total_[k] + loops_.dot(&link_(k, 0), x.data(), k);
}

Termination PlanLaplacian::solve(const Vector& s, const Vector& t, Vector& u, Vector& v) {
  const Vector &eliminated_side = eliminates_rows() ? s : t, &kept_side = eliminates_rows() ? t : s;
  Vector &eliminated = eliminates_rows() ? u : v, &kept = eliminates_rows() ? v : u;
  line_ = eliminated_side.cwiseQuotient(eliminated_sum());
  gather(line_, kept_line_);
  kept = kept_side - kept_line_;
  kept.array() -= kept_sum().array() * (kept.sum() / kept_sum().sum());  // what rounding leaves of unequal sums
  Termination termination = Termination::converged;
  if (method_ == LaplacianMethod::elimination)
    substitute(kept);
  else
    termination = iterate(kept);
  spread(kept, line_);
  eliminated = (eliminated_side - line_).cwiseQuotient(eliminated_sum());
  const double shift = column_sum_.dot(v) / column_sum_.sum();
  v.array() -= shift;
  u.array() += shift;
  return u.allFinite() && v.allFinite() ? termination : Termination::numerical_failure;
}

// Conjugate gradients on I - S^T S, S = diag(1/r)^(1/2) P diag(1/c)^(1/2), in place of the right side.
Termination PlanLaplacian::iterate(Vector& x) {
  residual_ = x.cwiseQuotient(root_);
  remove_constant(residual_);
  x.setZero();
  direction_ = residual_;
  double square = residual_.squaredNorm();
  const double goal = kResidual * kResidual * square;
  const Index limit = 10 * root_.size() + 100;
  Index step = 0;
  for (; step < limit && square > goal; ++step) {
    apply(direction_, image_);
    const double curvature = direction_.dot(image_);
    if (!(curvature > 0)) break;
    const double length = square / curvature;
    x += length * direction_;
    residual_ -= length * image_;
    remove_constant(residual_);
    const double next = residual_.squaredNorm();
    direction_ = residual_ + (next / square) * direction_;
    square = next;
  }
  x = x.cwiseQuotient(root_);
  if (square <= goal) return Termination::converged;
  return step == limit ? Termination::iteration_limit : Termination::numerical_failure;
}

void PlanLaplacian::apply(const Vector& x, Vector& out) {
  kept_line_ = x.cwiseQuotient(root_);
  spread(kept_line_, line_);
  line_ = line_.cwiseQuotient(eliminated_sum());
  gather(line_, kept_line_);
  out = x - kept_line_.cwiseQuotient(root_);
}

void PlanLaplacian::remove_constant(Vector& x) const { x -= root_ * (root_.dot(x) / root_.squaredNorm()); }

}  // namespace mongecarlo
