#include "mongecarlo/stats/tail_evidence.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace mongecarlo {
namespace {

constexpr double kKappas[] = {0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8, 0.9, 0.95, 0.98};
constexpr double kLevels[] = {1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5};
constexpr double kRatios[] = {1.1, 1.25, 1.5, 2, 4, 10};  // q / delta
constexpr double kSmallest = 1e-15;

void sort_unique(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

std::vector<double> delta_grid(const std::vector<double>& levels) {
  std::vector<double> deltas(levels);
  deltas.insert(deltas.end(), std::begin(kLevels), std::end(kLevels));
  for (int i = 0; i < 13 * 200; ++i) deltas.push_back(kSmallest * std::pow(10, i / 200.0));
  for (int i = 100; i < 10000; ++i) deltas.push_back(1e-4 * i);
  sort_unique(deltas);
  return deltas;
}

double log_sum(const std::vector<double>& logs) {
  const double largest = *std::max_element(logs.begin(), logs.end());
  double sum = 0;
  for (double value : logs) sum += std::exp(value - largest);
  return largest + std::log(sum);
}

// A likelihood ratio is worth betting on only where q is a probability.
template <class Visit>
void each_ratio(double delta, Visit visit) {
  for (double ratio : kRatios)
    if (ratio * delta < 1) visit(ratio * delta);
}

}  // namespace

TailBound::TailBound(const std::function<double(double)>& bound, const std::vector<double>& levels)
    : deltas_(delta_grid(levels)) {
  bounds_.reserve(deltas_.size());
  for (double delta : deltas_) {
    const double value = bound(delta);
    if (std::isnan(value)) throw std::logic_error(fmt::format("TailBound: bound({}) is not a number", delta));
    if (!bounds_.empty() && value > bounds_.back() * (1 + 1e-12) + 1e-300)
      throw std::logic_error(
          fmt::format("TailBound: bound({}) is {}, but must be at most {}, the bound at the delta before", delta, value,
                      bounds_.back()));
    bounds_.push_back(bounds_.empty() ? value : std::min(value, bounds_.back()));
  }
}

std::pair<double, double> TailBound::induced(double deviation) const {
  const auto beyond = std::partition_point(bounds_.begin(), bounds_.end(), [&](double b) { return !(deviation > b); });
  const auto index = static_cast<std::size_t>(beyond - bounds_.begin());
  return {index == 0 ? 0 : deltas_[index - 1], index == deltas_.size() ? 1 : deltas_[index]};
}

SuperUniformity::SuperUniformity(const std::vector<double>& levels) : levels_(levels) {
  levels_.insert(levels_.end(), std::begin(kLevels), std::end(kLevels));
  sort_unique(levels_);
  counts_.assign(levels_.size(), 0);
}

void SuperUniformity::add(double u) {
  ++count_;
  sum_log_ += std::log(std::max(u, kSmallest));
  for (std::size_t i = levels_.size(); i-- > 0 && u <= levels_[i];) ++counts_[i];
}

double SuperUniformity::log_wealth() const {
  const auto n = static_cast<double>(count_);
  std::vector<double> by_kappa, by_level;
  for (double kappa : kKappas) by_kappa.push_back(n * std::log(kappa) + (kappa - 1) * sum_log_);
  for (std::size_t i = 0; i < levels_.size(); ++i) {
    const auto hits = static_cast<double>(counts_[i]);
    each_ratio(levels_[i], [&](double q) {
      by_level.push_back(hits * std::log(q / levels_[i]) + (n - hits) * std::log((1 - q) / (1 - levels_[i])));
    });
  }
  const double kappa_part = log_sum(by_kappa) - std::log(2.0 * static_cast<double>(by_kappa.size()));
  const double level_part = log_sum(by_level) - std::log(2.0 * static_cast<double>(by_level.size()));
  return log_sum({kappa_part, level_part});
}

std::size_t SuperUniformity::bets() const {
  std::size_t by_level = 0;
  for (double level : levels_) each_ratio(level, [&](double) { ++by_level; });
  return 2 * std::max(by_level, std::size(kKappas));
}

}  // namespace mongecarlo
