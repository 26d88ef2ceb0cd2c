#include <algorithm>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/stats/betting_interval.hpp"
#include "mongecarlo/stats/judge.hpp"
#include "mongecarlo/stats/judge_arguments.hpp"
#include "mongecarlo/stats/normal_approximation.hpp"

namespace mongecarlo {
namespace {

Inference blank(const ErrorBudget& budget, std::uint64_t replicates) {
  Inference result;
  result.alpha = budget.alpha_refute;
  result.replicates = replicates;
  return result;
}

void add_gap_share(const Certified& mean, Inference& result) {
  const double half_width = 0.5 * (result.interval->second - result.interval->first);
  result.solver_gap_share = half_width > 0 ? mean.gap() / half_width : 0;
}

class BoundedMeasurement final : public Judge {
 public:
  BoundedMeasurement(const MeasureQuestion& question, const ErrorBudget& budget, std::uint64_t horizon)
      : budget_(budget), horizon_(horizon), log_(question.range_lower, question.range_upper) {}
  void add(std::span<const Certified> block) override {
    for (const Certified& record : block) log_.add(record);
  }
  bool decided() const override { return false; }
  Inference conclude() const override {
    Inference result = blank(budget_, log_.size());
    if (log_.size() == 0) return result;
    result.estimate = log_.unscaled(log_.mean().midpoint());
    result.interval = interval(budget_.alpha_refute);
    result.measured = Measured{variance(), interval(budget_.alpha_support)};
    add_gap_share(log_.width() * log_.mean(), result);
    return result;
  }

 private:
  // Of the sample: the running estimate of the log is for bets, and starts at the largest variance of the range.
  double variance() const {
    CompensatedSum squares;
    for (std::size_t i = 0; i < log_.size(); ++i) {
      const double off = 0.5 * (log_.lower()[i] + log_.upper()[i]) - log_.mean().midpoint();
      squares.add(off * off);
    }
    return log_.width() * log_.width() * squares.value() / static_cast<double>(log_.size());
  }
  std::pair<double, double> interval(double alpha) const {
    const BettingInterval search(log_, {BetSize::for_horizon(std::log(2 / alpha), horizon_)}, alpha);
    return {log_.unscaled(search.lower()), log_.unscaled(search.upper())};
  }

  ErrorBudget budget_;
  std::uint64_t horizon_;
  BoundedLog log_;
};

/// Numbers without chance: they are what they are, and the interval is their hull.
class ExactMeasurement final : public Judge {
 public:
  explicit ExactMeasurement(const ErrorBudget& budget) : budget_(budget) {}
  void add(std::span<const Certified> block) override {
    for (const Certified& record : block) {
      hull_ =
          count_ == 0 ? record : Certified(std::min(hull_.lower, record.lower), std::max(hull_.upper, record.upper));
      ++count_;
    }
  }
  bool decided() const override { return false; }
  Inference conclude() const override {
    Inference result = blank(budget_, count_);
    if (count_ == 0 || !std::isfinite(hull_.lower) || !std::isfinite(hull_.upper)) return result;
    result.estimate = hull_.midpoint();
    result.interval = {hull_.lower, hull_.upper};
    result.measured = Measured{0, *result.interval};
    result.solver_gap_share = hull_.gap() > 0 ? 1 : 0;
    return result;
  }

 private:
  ErrorBudget budget_;
  std::uint64_t count_ = 0;
  Certified hull_;
};

class AsymptoticMeasurement final : public Judge {
 public:
  AsymptoticMeasurement(const ErrorBudget& budget, std::uint64_t horizon) : budget_(budget) {
    records_.reserve(horizon);
  }
  void add(std::span<const Certified> block) override { records_.insert(records_.end(), block.begin(), block.end()); }
  bool decided() const override { return false; }
  Inference conclude() const override {
    Inference result = blank(budget_, records_.size());
    result.is_exact = false;
    if (records_.empty()) return result;
    const NormalApproximation sample(records_);
    const double z = normal_quantile_above(budget_.alpha_refute / 2);
    const double z_support = normal_quantile_above(budget_.alpha_support / 2);
    const std::string distrust = sample.is_finite() ? sample.distrust(std::max(z, z_support)) : "not_finite";
    if (sample.is_finite()) {
      result.estimate = sample.mean().midpoint();
      result.interval = sample.interval(z);
      add_gap_share(sample.mean(), result);
    }
    if (distrust.empty())
      result.measured = Measured{sample.variance(), sample.interval(z_support)};
    else
      result.flags.push_back(distrust);
    return result;
  }

 private:
  ErrorBudget budget_;
  std::vector<Certified> records_;
};

}  // namespace

JudgePtr mean_measurement(const MeasureQuestion& question, const ErrorBudget& budget, std::uint64_t horizon) {
  check_budget("mean_measurement", budget, 0.5, horizon);
  check_at_least("mean_measurement", "cells", question.cells, 1);
  // Intervals of all cells hold together. alpha_refute is a cell's share already; alpha_support is not.
  const ErrorBudget shared{budget.alpha_refute, budget.alpha_support / question.cells};
  if (std::isinf(question.range_lower) || std::isinf(question.range_upper))
    return std::make_unique<AsymptoticMeasurement>(shared, horizon);
  if (question.range_lower == question.range_upper) return std::make_unique<ExactMeasurement>(shared);
  return std::make_unique<BoundedMeasurement>(question, shared, horizon);
}

}  // namespace mongecarlo
