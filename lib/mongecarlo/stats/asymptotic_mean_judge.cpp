#include <algorithm>
#include <cmath>

#include "mongecarlo/stats/judge.hpp"
#include "mongecarlo/stats/judge_arguments.hpp"
#include "mongecarlo/stats/normal_approximation.hpp"

namespace mongecarlo {
namespace {

using Side = AsymptoticMeanQuestion::Side;

constexpr double kPower = 2.3263478740408408;  // standard normal quantile at .99

class AsymptoticMeanJudge final : public Judge {
 public:
  AsymptoticMeanJudge(const AsymptoticMeanQuestion& question, const ErrorBudget& budget, std::uint64_t horizon)
      : question_(question), budget_(budget), horizon_(horizon) {
    records_.reserve(horizon);
  }
  void add(std::span<const Certified> block) override { records_.insert(records_.end(), block.begin(), block.end()); }
  bool decided() const override { return false; }  // the theorem is for a fixed number of records
  Inference conclude() const override;

 private:
  bool needs_above() const { return question_.side != Side::at_most; }
  bool needs_below() const { return question_.side != Side::at_least; }
  double departure(const std::pair<double, double>& interval) const;
  Verdict verdict(const std::pair<double, double>& refuting, const std::pair<double, double>& supporting) const;

  AsymptoticMeanQuestion question_;
  ErrorBudget budget_;
  std::uint64_t horizon_;
  std::vector<Certified> records_;
};

// How far an interval reaches from the claim on the sides that count.
double AsymptoticMeanJudge::departure(const std::pair<double, double>& interval) const {
  double reach = 0;
  if (needs_below()) reach = std::max(reach, interval.second - question_.truth.lower);
  if (needs_above()) reach = std::max(reach, question_.truth.upper - interval.first);
  return reach;
}

Verdict AsymptoticMeanJudge::verdict(const std::pair<double, double>& refuting,
                                     const std::pair<double, double>& supporting) const {
  if ((needs_below() && refuting.first > question_.truth.upper) ||
      (needs_above() && refuting.second < question_.truth.lower))
    return Verdict::refuted;
  return departure(supporting) < question_.margin ? Verdict::supported : Verdict::inconclusive;
}

Inference AsymptoticMeanJudge::conclude() const {
  Inference result;
  result.truth = question_.truth;
  result.margin = question_.margin;
  result.alpha = budget_.alpha_refute;
  result.is_exact = false;
  result.replicates = records_.size();
  if (records_.empty()) {
    result.flags.push_back("few_replicates");
    return result;
  }
  const NormalApproximation sample(records_);
  if (!sample.is_finite()) {
    result.flags.push_back("not_finite");
    return result;
  }
  // Two-sided refuting splits its alpha; both one-sided tests of support may have all of theirs.
  const double ways = question_.side == Side::equal ? 2 : 1;
  const double z_refute = normal_quantile_above(budget_.alpha_refute / ways);
  const double z_support = normal_quantile_above(budget_.alpha_support);
  const std::string distrust = sample.distrust(std::max(z_refute, z_support));
  result.estimate = sample.mean().midpoint();
  result.interval = sample.interval(z_refute);
  const double reach = departure(*result.interval);
  if (question_.margin > 0) result.margin_share = reach / question_.margin;
  result.resolution = (z_refute + kPower) * sample.standard_error() + sample.mean().gap() + question_.truth.gap();
  const double half_width = 0.5 * (result.interval->second - result.interval->first);
  result.solver_gap_share = half_width > 0 ? sample.mean().gap() / half_width : 0;
  if (!distrust.empty() || records_.size() < horizon_) {
    result.flags.push_back(distrust.empty() ? "few_replicates" : distrust);
    return result;
  }
  result.verdict = verdict(*result.interval, sample.interval(z_support));
  if (result.verdict == Verdict::refuted && reach <= question_.margin) result.flags.push_back("practically_negligible");
  if (result.verdict == Verdict::inconclusive) result.flags.push_back("few_replicates");
  return result;
}

}  // namespace

JudgePtr asymptotic_mean_judge(const AsymptoticMeanQuestion& question, const ErrorBudget& budget,
                               std::uint64_t horizon) {
  check_truth_and_margin("asymptotic_mean_judge", question.truth, question.margin);
  check_budget("asymptotic_mean_judge", budget, 0.5, horizon, NormalApproximation::kFewest);
  return std::make_unique<AsymptoticMeanJudge>(question, budget, horizon);
}

}  // namespace mongecarlo
