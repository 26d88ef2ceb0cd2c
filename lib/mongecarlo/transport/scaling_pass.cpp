#include "mongecarlo/transport/scaling_pass.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// A sum outside has lost, or may have lost, terms that matter to underflow.
constexpr double kLeastSum = 1e-100;
constexpr double kLargestSum = 1e100;
// Drift of g, in epsilons, that the kernel stands.
constexpr double kDrift = 40;

bool is_sound(double sum) { return sum >= kLeastSum && sum <= kLargestSum; }

}  // namespace

void ScalingPass::reset(const PreparedProblem& problem, double epsilon, double source_damping, double target_damping) {
  problem_ = &problem;
  epsilon_ = epsilon;
  source_damping_ = source_damping;
  target_damping_ = target_damping;
  is_built_ = false;
  kernel_.resize(problem.n, problem.m);
  kernel_f_.resize(problem.n);
  last_f_.setConstant(problem.n, kInfinity);
  kernel_g_.resize(problem.m);
  open_g_.resize(problem.m);
  column_weight_.resize(problem.m);
  column_sum_.resize(problem.m);
}

void ScalingPass::sweep(const Vector& g, Vector& f, Vector& next_g) { run(g, f, &next_g); }
void ScalingPass::half_sweep(const Vector& g, Vector& f) { run(g, f, nullptr); }

void ScalingPass::run(const Vector& g, Vector& f, Vector* next_g) {
  f.resize(problem_->n);
  is_fresh_ = false;
  if (is_stale(g)) build(g);
  weigh_columns(g);
  if (sweep_rows(f, next_g != nullptr) && (!next_g || close_columns(f, *next_g))) return;
  build(g);
  weigh_columns(g);
  sweep_rows(f, next_g != nullptr);
  if (next_g) close_columns(f, *next_g);
}

bool ScalingPass::is_stale(const Vector& g) const {
  return !is_built_ || !((g - kernel_g_).cwiseAbs().maxCoeff() <= kDrift * epsilon_);
}

void ScalingPass::build(const Vector& g) {
  kernel_g_ = g;
  for (Index j = 0; j < problem_->m; ++j) open_g_[j] = problem_->b[j] > 0 ? g[j] : -kInfinity;
  is_built_ = is_fresh_ = true;
  for (Index i = 0; i < problem_->n; ++i) {
    kernel_f_[i] = last_f_[i];
    if (kernel_f_[i] < kInfinity) build_row(i);
  }
}

void ScalingPass::build_row(Index i) {
  loops_.exponentiate(problem_->row(i), kernel_g_.data(), kernel_f_[i], 1 / epsilon_, kernel_row(i), problem_->m);
}

void ScalingPass::weigh_columns(const Vector& g) {
  loops_.exponentiate(kernel_g_.data(), g.data(), 0, 1 / epsilon_, column_weight_.data(), problem_->m);
  column_weight_.array() *= problem_->b.array();
}

// Returns false when a row of a kernel that is not fresh has lost its mass.
bool ScalingPass::sweep_rows(Vector& f, bool wants_columns) {
  column_sum_.setZero();
  for (Index i = 0; i < problem_->n; ++i) {
    double sum = kernel_f_[i] < kInfinity ? loops_.dot(kernel_row(i), column_weight_.data(), problem_->m) : 0;
    if (!is_sound(sum)) {
      if (!is_fresh_) return false;
      kernel_f_[i] = loops_.least_difference(problem_->row(i), open_g_.data(), problem_->m);
      build_row(i);
      sum = loops_.dot(kernel_row(i), column_weight_.data(), problem_->m);
    }
    last_f_[i] = kernel_f_[i] - epsilon_ * std::log(sum);
    f[i] = source_damping_ * last_f_[i];
    if (!wants_columns || problem_->a[i] == 0) continue;
    double scale = problem_->a[i] / sum;
    if (source_damping_ != 1) scale = problem_->a[i] * std::exp((f[i] - kernel_f_[i]) / epsilon_);
    loops_.add_scaled(column_sum_.data(), kernel_row(i), scale, problem_->m);
  }
  return true;
}

bool ScalingPass::close_columns(const Vector& f, Vector& next_g) {
  next_g.resize(problem_->m);
  for (Index j = 0; j < problem_->m; ++j) {
    const bool sound = is_sound(column_sum_[j]);
    if (!sound && !is_fresh_) return false;
    const double softmin = sound ? kernel_g_[j] - epsilon_ * std::log(column_sum_[j]) : column_softmin(j, f);
    next_g[j] = target_damping_ * softmin;
  }
  return true;
}

double ScalingPass::column_softmin(Index j, const Vector& f) const {
  const auto& p = *problem_;
  double largest = -kInfinity, sum = 0;
  for (Index i = 0; i < p.n; ++i)
    if (p.a[i] > 0) largest = std::max(largest, f[i] - p.row(i)[j]);
  for (Index i = 0; i < p.n; ++i)
    if (p.a[i] > 0) sum += p.a[i] * std::exp((f[i] - p.row(i)[j] - largest) / epsilon_);
  return -largest - epsilon_ * std::log(sum);
}

}  // namespace mongecarlo
