#include "mongecarlo/transport/scaling_pass.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
// A sum outside has lost, or may have lost, terms that matter to underflow: entries stop at 1e-307, or at 1e-38.
constexpr double kLeastSum = 1e-100, kLargestSum = 1e100;
constexpr double kLeastSingleSum = 1e-10, kLargestSingleSum = 1e30;
// Drift of g, in epsilons, that the kernel stands.
constexpr double kDrift = 40, kSingleDrift = 20;
// Columns whose costs are computed at a time, and stay close by.
constexpr Index kTile = 1024;

}  // namespace

void ScalingPass::reset(const PreparedProblem& problem, const Setup& setup) {
  problem_ = &problem;
  setup_ = setup;
  const bool is_single = setup.kernel == Kernel::stored_single, is_stored = setup.kernel == Kernel::stored;
  least_sum_ = is_single ? kLeastSingleSum : kLeastSum;
  largest_sum_ = is_single ? kLargestSingleSum : kLargestSum;
  is_built_ = false;
  kernel_.resize(is_stored ? problem.n : is_single ? 0 : 1, problem.m);
  single_kernel_.resize(is_single ? static_cast<std::size_t>(problem.n * problem.m) : 0);
  line_.resize(problem.cost ? 0 : kTile);
  kernel_f_.resize(problem.n);
  last_f_.setConstant(problem.n, kInfinity);
  kernel_g_.resize(problem.m);
  open_g_.resize(problem.m);
  column_weight_.resize(problem.m);
  row_sum_.resize(problem.n);
  column_sum_.resize(problem.m);
}

void ScalingPass::sweep(const Vector& g, Vector& f, Vector& next_g) { run(g, f, &next_g); }
void ScalingPass::half_sweep(const Vector& g, Vector& f) { run(g, f, nullptr); }

void ScalingPass::run(const Vector& g, Vector& f, Vector* next_g) {
  f.resize(problem_->n);
  is_fresh_ = false;
  if (is_stale(g)) start_fresh(g);
  weigh_columns(g);
  if (sweep_rows(f, next_g != nullptr) && (!next_g || close_columns(f, *next_g))) return;
  start_fresh(g);
  weigh_columns(g);
  sweep_rows(f, next_g != nullptr);
  if (next_g) close_columns(f, *next_g);
}

bool ScalingPass::is_stale(const Vector& g) const {
  const double drift = setup_.kernel == Kernel::stored_single ? kSingleDrift : kDrift;
  return !is_built_ || setup_.kernel == Kernel::rebuilt ||
         !((g - kernel_g_).cwiseAbs().maxCoeff() <= drift * setup_.epsilon);
}

void ScalingPass::start_fresh(const Vector& g) {
  kernel_g_ = g;
  for (Index j = 0; j < problem_->m; ++j) open_g_[j] = problem_->b[j] > 0 ? g[j] : -kInfinity;
  is_built_ = is_fresh_ = true;
}

void ScalingPass::weigh_columns(const Vector& g) {
  loops_.exponentiate(kernel_g_.data(), g.data(), 0, 1 / setup_.epsilon, column_weight_.data(), problem_->m);
  column_weight_.array() *= problem_->b.array();
}

// Returns the weighted sum of the row.
double ScalingPass::build_row(Index i) {
  const Index m = problem_->m, step = problem_->cost ? m : kTile;
  const double inverse_epsilon = 1 / setup_.epsilon;
  double* row = kernel_.data() + (setup_.kernel == Kernel::stored ? i * m : 0);
  double sum = 0;
  for (Index first = 0; first < m; first += step) {
    const Index width = std::min(step, m - first);
    const double* cost = problem_->segment(i, first, width, line_.data());
    const double *g = kernel_g_.data() + first, *weight = column_weight_.data() + first;
    sum += setup_.kernel == Kernel::stored_single
               ? loops_.exponentiate_to_single(cost, g, kernel_f_[i], inverse_epsilon, weight,
                                               single_kernel_.data() + i * m + first, width)
               : loops_.exponentiate_and_dot(cost, g, kernel_f_[i], inverse_epsilon, weight, row + first, width);
  }
  return sum;
}

double ScalingPass::sum_row(Index i) {
  const Index m = problem_->m;
  if (is_fresh_) {
    kernel_f_[i] = last_f_[i];
    return kernel_f_[i] < kInfinity ? build_row(i) : 0;
  }
  return setup_.kernel == Kernel::stored_single
             ? loops_.dot_single(single_kernel_.data() + i * m, column_weight_.data(), m)
             : loops_.dot(kernel_.data() + i * m, column_weight_.data(), m);
}

// Sets kernel_f so that the largest open entry of the row is 1.
void ScalingPass::raise_row(Index i) {
  const Index m = problem_->m, step = problem_->cost ? m : kTile;
  double least = kInfinity;
  for (Index first = 0; first < m; first += step) {
    const Index width = std::min(step, m - first);
    const double* cost = problem_->segment(i, first, width, line_.data());
    least = std::min(least, loops_.least_difference(cost, open_g_.data() + first, width));
  }
  kernel_f_[i] = least;
}

void ScalingPass::add_row(Index i, double scale) {
  const Index m = problem_->m;
  if (setup_.kernel == Kernel::stored_single)
    loops_.add_single(column_sum_.data(), single_kernel_.data() + i * m, scale, m);
  else
    loops_.add_scaled(column_sum_.data(), kernel_.data() + (setup_.kernel == Kernel::stored ? i * m : 0), scale, m);
}

// Returns false when a row of a kernel that is not fresh has lost its mass.
bool ScalingPass::sweep_rows(Vector& f, bool wants_columns) {
  column_sum_.setZero();
  for (Index i = 0; i < problem_->n; ++i) {
    double sum = sum_row(i);
    if (!is_sound(sum)) {
      if (!is_fresh_) return false;
      raise_row(i);
      sum = build_row(i);
    }
    row_sum_[i] = sum;
    if (!wants_columns || problem_->a[i] == 0) continue;
    // exp((f - kernel_f) / epsilon) for f = k1 (kernel_f - epsilon log sum)
    const double damping = setup_.source_damping;
    const double scale =
        damping == 1 ? 1 / sum : std::exp((damping - 1) * kernel_f_[i] / setup_.epsilon - damping * std::log(sum));
    add_row(i, problem_->a[i] * scale);
  }
  take_logarithms(row_sum_);
  last_f_ = kernel_f_ - setup_.epsilon * row_sum_;
  f = setup_.source_damping * last_f_;
  return true;
}

bool ScalingPass::close_columns(const Vector& f, Vector& next_g) {
  const bool all_sound = is_sound(column_sum_.minCoeff()) && is_sound(column_sum_.maxCoeff());
  if (!all_sound && !is_fresh_) return false;
  next_g = column_sum_;
  take_logarithms(next_g);
  next_g = kernel_g_ - setup_.epsilon * next_g;
  for (Index j = 0; j < problem_->m && !all_sound; ++j)
    if (!is_sound(column_sum_[j])) next_g[j] = column_softmin(j, f);
  next_g *= setup_.target_damping;
  return true;
}

void ScalingPass::take_logarithms(Vector& sums) const {
  if (sums.minCoeff() >= kLeastSum)
    loops_.logarithm(sums.data(), sums.data(), sums.size());
  else
    for (double& sum : sums) sum = std::log(sum);
}

double ScalingPass::column_softmin(Index j, const Vector& f) {
  const auto& p = *problem_;
  double largest = -kInfinity, sum = 0;
  for (Index i = 0; i < p.n; ++i)
    if (p.a[i] > 0) largest = std::max(largest, f[i] - *p.segment(i, j, 1, line_.data()));
  for (Index i = 0; i < p.n; ++i)
    if (p.a[i] > 0)
      sum += p.a[i] * std::exp((f[i] - *p.segment(i, j, 1, line_.data()) - largest) / setup_.epsilon);
  return -largest - setup_.epsilon * std::log(sum);
}

}  // namespace mongecarlo
