#include "mongecarlo/transport/damped_newton.hpp"

#include <cmath>
#include <limits>

namespace mongecarlo {
namespace {

// Entries below this share of their row change no digit of the matrix.
constexpr double kNegligible = 1e-18;

}  // namespace

void DampedNewton::reset(const PreparedProblem& problem, double epsilon, double source_factor, double tau_target) {
  problem_ = &problem;
  epsilon_ = epsilon;
  source_factor_ = source_factor;
  tau_target_ = tau_target;
  damping_ = 1e-3;
  curvature_.resize(problem.m, problem.m);
  line_.resize(problem.m);
  cost_line_.resize(problem.cost ? 0 : problem.m);
  ones_.setOnes(problem.m);
}

void DampedNewton::add_row(double mass) {
  for (Index j = 0; j < line_.size(); ++j)
    if (line_[j] > kNegligible * mass)
      loops_.add_scaled(&curvature_(j, 0), line_.data(), line_[j] / mass, line_.size());
}

void DampedNewton::differentiate(const Vector& f, const Vector& g) {
  const auto& p = *problem_;
  curvature_.setZero();
  column_sum_.setZero(p.m);
  for (Index i = 0; i < p.n; ++i) {
    if (p.a[i] == 0) continue;
    loops_.exponentiate(p.row(i, cost_line_.data()), g.data(), f[i], 1 / epsilon_, line_.data(), p.m);
    line_.array() *= p.a[i] * p.b.array();
    column_sum_ += line_;
    const double mass = loops_.dot(line_.data(), ones_.data(), p.m);
    if (mass > 0) add_row(mass);
  }
  right_side_.resize(p.m);
  scale_.resize(p.m);
  const bool is_enforced = !(tau_target_ < std::numeric_limits<double>::infinity());
  for (Index j = 0; j < p.m; ++j) {
    const double wanted = is_enforced ? p.b[j] : p.b[j] * std::exp(-g[j] / tau_target_);
    const double own = curvature_(j, j);
    curvature_(j, j) = 0;
    const double linked = loops_.dot(&curvature_(j, 0), ones_.data(), p.m);
    const double penalty = is_enforced ? 0 : wanted * epsilon_ / tau_target_;
    curvature_.row(j) *= -source_factor_;
    curvature_(j, j) = linked + (1 - source_factor_) * own + penalty;
    scale_[j] = column_sum_[j] + wanted;
    right_side_[j] = epsilon_ * (wanted - column_sum_[j]);
    if (p.b[j] > 0) continue;
    curvature_(j, j) = 1;
    right_side_[j] = 0;
  }
  // Enforced marginals leave a common shift of g free: it is held by a rank one term that the right side is normal to.
  if (is_enforced && source_factor_ == 1)
    for (Index j = 0; j < p.m; ++j)
      loops_.add_scaled(&curvature_(j, 0), column_sum_.data(), column_sum_[j] / p.mass, p.m);
}

bool DampedNewton::propose(const Vector& g, Vector& x) {
  system_ = curvature_;
  system_.diagonal() += damping_ * scale_;
  factor_.compute(system_);
  if (factor_.info() != Eigen::Success) return false;
  x = right_side_;
  factor_.solveInPlace(x);
  x += g;
  return x.allFinite();
}

}  // namespace mongecarlo
