#include <algorithm>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/stats/distribution_distance.hpp"
#include "mongecarlo/stats/empirical_distribution.hpp"
#include "mongecarlo/stats/judge.hpp"
#include "mongecarlo/stats/judge_arguments.hpp"

namespace mongecarlo {
namespace {

constexpr int kCurvePoints = 65;

class LimitLawJudge final : public Judge {
 public:
  LimitLawJudge(const LimitLawQuestion& question, const ErrorBudget& budget, std::uint64_t horizon)
      : question_(question), budget_(budget), horizon_(horizon) {}
  void add(std::span<const Certified> block) override;
  bool decided() const override { return false; }  // the band is for a fixed number of records
  Inference conclude() const override;

 private:
  Curve curve(const EmpiricalDistribution& lower, const EmpiricalDistribution& upper) const;

  LimitLawQuestion question_;
  ErrorBudget budget_;
  std::uint64_t horizon_;
  std::vector<double> lower_, upper_;
};

void LimitLawJudge::add(std::span<const Certified> block) {
  for (const Certified& record : block) {
    lower_.push_back(record.lower);
    upper_.push_back(record.upper);
  }
}

// At quantiles of the sample, so that every law is drawn where it has its mass.
Curve LimitLawJudge::curve(const EmpiricalDistribution& lower, const EmpiricalDistribution& upper) const {
  Curve curve{"distribution function", "statistic", "P(statistic <= x)", {}, {}, {}, {}, {}};
  const double band = dkw_band(lower.size(), budget_.alpha_refute);
  for (int i = 0; i < kCurvePoints; ++i) {
    const double p = (i + 0.5) / kCurvePoints;
    const double x = 0.5 * (lower.quantile(p) + upper.quantile(p));
    if (!std::isfinite(x) || (!curve.x.empty() && x <= curve.x.back())) continue;
    const double low = upper.cdf(x), high = lower.cdf(x);
    curve.x.push_back(x);
    curve.y.push_back(0.5 * (low + high));
    curve.lower.push_back(std::max(0.0, low - band));
    curve.upper.push_back(std::min(1.0, high + band));
    curve.reference.push_back(question_.law.cdf(x));
  }
  return curve;
}

Inference LimitLawJudge::conclude() const {
  Inference result;
  result.truth = Certified(0.0);
  result.margin = question_.tolerance;
  result.alpha = budget_.alpha_refute;
  result.replicates = lower_.size();
  if (lower_.empty()) {
    result.flags.push_back("few_replicates");
    return result;
  }
  const EmpiricalDistribution lower(lower_), upper(upper_);
  const Certified distance = kolmogorov_distance(lower, upper, question_.law);
  const auto between = [&](double band) {
    return std::pair{std::max(0.0, distance.lower - band), std::min(1.0, distance.upper + band)};
  };
  const double band = dkw_band(lower_.size(), budget_.alpha_refute);
  const auto supporting = between(dkw_band(lower_.size(), budget_.alpha_support / question_.cells));
  result.estimate = distance.midpoint();
  result.interval = between(band);
  result.measured = Measured{0, supporting};
  result.margin_share = result.interval->second / question_.tolerance;
  // D is within a band of the true distance, and another band is needed to exclude the tolerance.
  result.resolution = question_.tolerance + band + dkw_band(lower_.size(), 0.01) + distance.gap();
  result.solver_gap_share = 0.5 * distance.gap() / band;
  result.curves.push_back(curve(lower, upper));
  if (lower_.size() >= horizon_) {
    if (result.interval->first > question_.tolerance)
      result.verdict = Verdict::refuted;
    else if (supporting.second <= question_.tolerance)
      result.verdict = Verdict::supported;
  }
  if (result.verdict == Verdict::inconclusive) result.flags.push_back("few_replicates");
  return result;
}

}  // namespace

JudgePtr limit_law_judge(const LimitLawQuestion& question, const ErrorBudget& budget, std::uint64_t horizon) {
  check_inside("limit_law_judge", "tolerance", question.tolerance, 0, 1);
  check_at_least("limit_law_judge", "cells", question.cells, 1);
  check_budget("limit_law_judge", budget, 1, horizon);
  return std::make_unique<LimitLawJudge>(question, budget, horizon);
}

}  // namespace mongecarlo
