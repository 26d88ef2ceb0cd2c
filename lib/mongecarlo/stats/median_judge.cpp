#include <algorithm>
#include <cmath>

#include "mongecarlo/stats/binomial_interval.hpp"
#include "mongecarlo/stats/empirical_distribution.hpp"
#include "mongecarlo/stats/judge.hpp"
#include "mongecarlo/stats/judge_arguments.hpp"

namespace mongecarlo {
namespace {

using Side = MedianQuestion::Side;

constexpr double kMissRate = 0.01;

/// Order statistics around the median, where there are any far enough out.
struct Bounds {
  std::optional<double> lower, upper;
};

class MedianJudge final : public Judge {
 public:
  MedianJudge(const MedianQuestion& question, const ErrorBudget& budget, std::uint64_t horizon)
      : question_(question), budget_(budget), horizon_(horizon) {}
  void add(std::span<const Certified> block) override {
    for (const Certified& record : block) {
      lower_.push_back(record.lower);
      upper_.push_back(record.upper);
    }
  }
  bool decided() const override { return false; }  // the ranks are for a fixed number of records
  Inference conclude() const override;

 private:
  bool needs_above() const { return question_.side != Side::at_most; }
  bool needs_below() const { return question_.side != Side::at_least; }
  Bounds bounds(double alpha_each) const;
  Verdict verdict(const Bounds& refuting, const Bounds& supporting) const;
  double departure(double lower, double upper) const;
  double resolution() const;
  Curve curve() const;

  MedianQuestion question_;
  ErrorBudget budget_;
  std::uint64_t horizon_;
  std::vector<double> lower_, upper_;
};

/// Each end by itself fails with probability alpha_each at most.
Bounds MedianJudge::bounds(double alpha_each) const {
  const QuantileRanks ranks = quantile_ranks(lower_.size(), 0.5, 2 * alpha_each);
  Bounds result;
  if (ranks.lower) result.lower = EmpiricalDistribution(lower_).order_statistic(*ranks.lower);
  if (ranks.upper) result.upper = EmpiricalDistribution(upper_).order_statistic(*ranks.upper);
  return result;
}

Verdict MedianJudge::verdict(const Bounds& refuting, const Bounds& supporting) const {
  if ((needs_below() && refuting.lower && *refuting.lower > question_.truth.upper) ||
      (needs_above() && refuting.upper && *refuting.upper < question_.truth.lower))
    return Verdict::refuted;
  const bool is_above =
      !needs_above() || (supporting.lower && *supporting.lower > question_.truth.upper - question_.margin);
  const bool is_below =
      !needs_below() || (supporting.upper && *supporting.upper < question_.truth.lower + question_.margin);
  return is_above && is_below ? Verdict::supported : Verdict::inconclusive;
}

// How far an interval reaches from the claim on the sides that count.
double MedianJudge::departure(double lower, double upper) const {
  double reach = 0;
  if (needs_below()) reach = std::max(reach, upper - question_.truth.lower);
  if (needs_above()) reach = std::max(reach, question_.truth.upper - lower);
  return reach;
}

// The truth is refuted from above when x_(u) lies below it. With probability .99 x_(u) lies below the p-quantile of the
// law, P(Bin(R, p) >= u) = .99; its distance from the median, estimated by the sample, is what a shift must bridge. The
// same from below.
double MedianJudge::resolution() const {
  const double ways = question_.side == Side::equal ? 2 : 1;
  const QuantileRanks ranks = quantile_ranks(lower_.size(), 0.5, 2 * budget_.alpha_refute / ways);
  const EmpiricalDistribution low(lower_), high(upper_);
  const double p = clopper_pearson_upper(*ranks.upper - 1, lower_.size(), kMissRate);
  const double above = high.quantile(p) - low.quantile(0.5), below = high.quantile(0.5) - low.quantile(1 - p);
  return std::max(needs_above() ? above : 0, needs_below() ? below : 0);
}

Curve MedianJudge::curve() const {
  Curve curve{"records in order", "share of records", question_.label, {}, {}, {}, {}, {}};
  const EmpiricalDistribution low(lower_), high(upper_);
  const auto count = static_cast<double>(low.size());
  for (std::size_t k = 1; k <= low.size(); ++k) {
    curve.x.push_back((static_cast<double>(k) - 0.5) / count);
    curve.y.push_back(0.5 * (low.order_statistic(k) + high.order_statistic(k)));
  }
  return curve;
}

Inference MedianJudge::conclude() const {
  Inference result;
  result.truth = question_.truth;
  result.margin = question_.margin;
  result.alpha = budget_.alpha_refute;
  result.replicates = lower_.size();
  const auto is_finite = [](double x) { return std::isfinite(x); };
  if (lower_.empty() || !std::all_of(lower_.begin(), lower_.end(), is_finite) ||
      !std::all_of(upper_.begin(), upper_.end(), is_finite)) {
    result.flags.push_back(lower_.empty() ? "few_replicates" : "not_finite");
    return result;
  }
  result.estimate = 0.5 * (EmpiricalDistribution(lower_).quantile(0.5) + EmpiricalDistribution(upper_).quantile(0.5));
  result.curves.push_back(curve());
  const double ways = question_.side == Side::equal ? 2 : 1;
  const Bounds refuting = bounds(budget_.alpha_refute / ways);
  if (refuting.lower && refuting.upper) {
    result.interval = {*refuting.lower, *refuting.upper};
    const double reach = departure(*refuting.lower, *refuting.upper);
    if (question_.margin > 0) result.margin_share = reach / question_.margin;
    result.resolution = resolution();
    const double half_width = 0.5 * (*refuting.upper - *refuting.lower);
    double gap = 0;
    for (std::size_t i = 0; i < lower_.size(); ++i) gap = std::max(gap, upper_[i] - lower_[i]);
    result.solver_gap_share = half_width > 0 ? gap / half_width : 0;
  }
  if (lower_.size() >= horizon_) result.verdict = verdict(refuting, bounds(budget_.alpha_support));
  if (result.verdict == Verdict::refuted && departure(*refuting.lower, *refuting.upper) <= question_.margin)
    result.flags.push_back("practically_negligible");
  if (result.verdict == Verdict::inconclusive) result.flags.push_back("few_replicates");
  return result;
}

}  // namespace

JudgePtr median_judge(const MedianQuestion& question, const ErrorBudget& budget, std::uint64_t horizon) {
  check_truth_and_margin("median_judge", question.truth, question.margin);
  check_budget("median_judge", budget, 0.5, horizon);
  return std::make_unique<MedianJudge>(question, budget, horizon);
}

}  // namespace mongecarlo
