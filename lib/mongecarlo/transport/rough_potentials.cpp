#include "mongecarlo/transport/rough_potentials.hpp"

#include <algorithm>
#include <cmath>

namespace mongecarlo {
namespace {

constexpr Index kSampledRows = 8;
constexpr Index kSampledColumns = 16;
constexpr double kLeastShare = 1e-6;  // weights below this share of the mean count as much
constexpr float kLeastSum = 1e-20f;

void take_shares(const Vector& weights, std::vector<float>& shares) {
  shares.resize(static_cast<std::size_t>(weights.size()));
  const double mean = weights.mean(), share = 1 / static_cast<double>(weights.size());
  for (Index i = 0; i < weights.size(); ++i)
    shares[i] = static_cast<float>(share * std::clamp(weights[i] / mean, kLeastShare, 1 / share));
}

}  // namespace

void RoughPotentials::sweep(const double* cost, const Vector& a, const Vector& b, const Schedule& schedule) {
  zero_.assign(static_cast<std::size_t>(b.size()), 0);
  take(cost, a.size(), b.size(), zero_.data());
  take_shares(a, row_shares_);
  take_shares(b, column_shares_);
  kernel_.resize(static_cast<std::size_t>(m_));
  const double typical = typical_cost(cost);
  if (!(typical > 0)) return;
  const double ratio = std::pow(schedule.last / schedule.first, 1.0 / (schedule.sweeps - 1));
  double epsilon = typical * schedule.first;
  for (int k = 0; k < schedule.sweeps; ++k, epsilon *= ratio) sweep_once(cost, epsilon);
}

void RoughPotentials::take(const double* cost, Index n, Index m, const double* columns) {
  n_ = n;
  m_ = m;
  g_.assign(columns, columns + m);
  f_.resize(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) f_[i] = loops_.least_difference(cost + i * m, columns, m);
}

// Mean over some rows of the median of some columns above the least cost: a few huge entries do not change it much.
double RoughPotentials::typical_cost(const double* cost) {
  const Index step = std::max<Index>(1, n_ / kSampledRows), column_step = std::max<Index>(1, m_ / kSampledColumns);
  double sum = 0;
  Index count = 0;
  for (Index i = 0; i < n_; i += step, ++count) {
    sample_.clear();
    for (Index j = 0; j < m_; j += column_step) sample_.push_back(cost[i * m_ + j]);
    const auto median = sample_.begin() + static_cast<std::ptrdiff_t>(sample_.size() / 2);
    std::nth_element(sample_.begin(), median, sample_.end());
    sum += *median - f_[i];
  }
  return sum / static_cast<double>(count);
}

void RoughPotentials::sweep_once(const double* cost, double epsilon) {
  column_sums_.assign(static_cast<std::size_t>(m_), 0);
  for (Index i = 0; i < n_; ++i) sweep_row(cost + i * m_, i, epsilon);
  for (Index j = 0; j < m_; ++j) g_[j] += epsilon * std::log(column_shares_[j] / std::max(column_sums_[j], kLeastSum));
}

void RoughPotentials::sweep_row(const double* c, Index i, double epsilon) {
  float sum = loops_.exponentiate_roughly(c, g_.data(), f_[i], 1 / epsilon, kernel_.data(), m_);
  if (!(sum > kLeastSum && sum < 1 / kLeastSum)) {
    f_[i] = loops_.least_difference(c, g_.data(), m_);
    sum = loops_.exponentiate_roughly(c, g_.data(), f_[i], 1 / epsilon, kernel_.data(), m_);
  }
  const float scale = row_shares_[i] / sum;
  f_[i] += epsilon * std::log(scale);
  loops_.add_scaled_single(column_sums_.data(), kernel_.data(), scale, m_);
}

}  // namespace mongecarlo
