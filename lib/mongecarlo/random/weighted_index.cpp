#include "mongecarlo/random/weighted_index.hpp"

#include <algorithm>

#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {

void WeightedIndex::prepare(std::span<const double> weights) {
  size_ = weights.size();
  cumulative_.clear();
  if (std::any_of(weights.begin(), weights.end(), [&](double w) { return w != weights[0]; })) tabulate(weights);
}

void WeightedIndex::tabulate(std::span<const double> weights) {
  const double mass = compensated_sum(weights);
  CompensatedSum total;
  std::size_t last = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    total.add(weights[i] / mass);
    cumulative_.push_back(total.value());
    if (weights[i] > 0) last = i;
  }
  // A uniform above the last sum must fall on an index that has weight.
  std::fill(cumulative_.begin() + static_cast<std::ptrdiff_t>(last), cumulative_.end(), 1.0);
  guide_.clear();
  const auto count = static_cast<double>(size_);
  for (std::size_t g = 0, i = 0; g < size_; ++g) {
    while (cumulative_[i] <= static_cast<double>(g) / count) ++i;
    guide_.push_back(i);
  }
}

std::size_t WeightedIndex::at(double u) const {
  const double cell = u * static_cast<double>(size_);
  // Rounding can carry u into the next cell, or to K itself: step back where needed.
  std::size_t i = guide_[std::min(static_cast<std::size_t>(cell), size_ - 1)];
  while (i > 0 && cumulative_[i - 1] > u) --i;
  while (cumulative_[i] <= u) ++i;
  return i;
}

}  // namespace mongecarlo
