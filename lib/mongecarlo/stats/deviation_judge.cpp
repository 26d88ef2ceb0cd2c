#include <algorithm>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/stats/binomial_interval.hpp"
#include "mongecarlo/stats/empirical_distribution.hpp"
#include "mongecarlo/stats/judge.hpp"
#include "mongecarlo/stats/tail_evidence.hpp"

namespace mongecarlo {
namespace {

constexpr double kPower = 2.3263478740408408;  // standard normal quantile at .99
constexpr int kCurvePoints = 33;

// The share of deviations beyond bound(level), with the ends of the enclosures that are conservative on either side.
struct LevelCount {
  double level = 0;
  double bound = 0;
  std::uint64_t sure = 0;
  std::uint64_t possible = 0;
};

class DeviationJudge final : public Judge {
 public:
  DeviationJudge(const DeviationQuestion& question, const ErrorBudget& budget, std::uint64_t horizon);
  void add(std::span<const Certified> block) override;
  bool decided() const override { return evidence_.log_wealth() >= std::log(1 / budget_.alpha_refute); }
  Inference conclude() const override;

 private:
  bool at_horizon() const { return lower_.size() >= horizon_; }
  bool is_supported(const EmpiricalDistribution& induced) const;
  std::pair<double, double> interval(const LevelCount& count) const;
  const LevelCount& binding() const;
  void conclude_scale(const EmpiricalDistribution& lower, const EmpiricalDistribution& upper, Inference& result) const;
  Curve quantile_curve(const EmpiricalDistribution& lower, const EmpiricalDistribution& upper) const;
  Curve induced_curve(const EmpiricalDistribution& induced) const;

  DeviationQuestion question_;
  ErrorBudget budget_;
  std::uint64_t horizon_;
  TailBound bound_;
  SuperUniformity evidence_;
  std::vector<double> lower_, upper_;  // the deviations
  std::vector<double> induced_;        // U from below, of the upper ends
  std::vector<LevelCount> counts_;
};

DeviationJudge::DeviationJudge(const DeviationQuestion& question, const ErrorBudget& budget, std::uint64_t horizon)
    : question_(question),
      budget_(budget),
      horizon_(horizon),
      bound_(question.bound, question.levels),
      evidence_(question.levels) {
  for (double level : question.levels) counts_.push_back({level, question.bound(level)});
}

void DeviationJudge::add(std::span<const Certified> block) {
  for (const Certified& deviation : block) {
    lower_.push_back(deviation.lower);
    upper_.push_back(deviation.upper);
    evidence_.add(bound_.induced(deviation.lower).second);  // from above: against the bound only what is sure
    induced_.push_back(bound_.induced(deviation.upper).first);
    for (LevelCount& count : counts_) {
      count.sure += deviation.lower > count.bound;
      count.possible += !(deviation.upper <= count.bound);
    }
  }
}

// All parts must hold, and each is tested with all of alpha_support: when any one part is false, "supported" needs that
// part's test to err, which has probability at most alpha_support (intersection-union; no split is needed).
bool DeviationJudge::is_supported(const EmpiricalDistribution& induced) const {
  if (!at_horizon()) return false;  // both tests are for a fixed number of replicates
  const double excess = induced.excess_over_uniform() + dkw_one_sided_band(induced.size(), budget_.alpha_support);
  if (excess > question_.margin) return false;
  return std::all_of(counts_.begin(), counts_.end(), [&](const LevelCount& count) {
    return clopper_pearson_upper(count.possible, induced.size(), budget_.alpha_support) <= count.level;
  });
}

// Simultaneous over the levels. Half of alpha for stopping early and half for the horizon: together they hold whenever
// sampling ends.
std::pair<double, double> DeviationJudge::interval(const LevelCount& count) const {
  const double alpha = 0.5 * budget_.alpha_refute / static_cast<double>(counts_.size());
  const auto of = [&](std::uint64_t x) {
    return at_horizon() ? clopper_pearson(x, lower_.size(), alpha) : anytime_binomial_interval(x, lower_.size(), alpha);
  };
  return {of(count.sure).first, of(count.possible).second};
}

// The level whose share may be largest, in units of the level.
const LevelCount& DeviationJudge::binding() const {
  return *std::max_element(counts_.begin(), counts_.end(), [&](const LevelCount& a, const LevelCount& b) {
    return interval(a).second * b.level < interval(b).second * a.level;
  });
}

// Critical scale c* = q_{1-level}(deviation) / bound(level) at the level where it is largest: the factor by which the
// bound could be shrunk. Its interval comes from order statistics (alpha_support over the levels).
void DeviationJudge::conclude_scale(const EmpiricalDistribution& lower, const EmpiricalDistribution& upper,
                                    Inference& result) const {
  double slack = -1;
  bool is_vacuous = true;
  for (const LevelCount& count : counts_) {
    if (count.bound <= 0) is_vacuous = false;
    if (!(count.bound > 0 && std::isfinite(count.bound))) continue;
    const double p = 1 - count.level;
    const double scale = 0.5 * (lower.quantile(p) + upper.quantile(p)) / count.bound;
    if (std::isfinite(scale)) slack = std::max(slack, scale);
    const auto ranks =
        quantile_ranks(lower.size(), p, std::min(1.0, budget_.alpha_support / static_cast<double>(counts_.size())));
    is_vacuous =
        is_vacuous && ranks.upper && upper.order_statistic(*ranks.upper) < question_.vacuous_below * count.bound;
  }
  if (slack >= 0) result.slack = slack;
  if (is_vacuous) result.flags.push_back("vacuous_here");
}

Curve DeviationJudge::quantile_curve(const EmpiricalDistribution& lower, const EmpiricalDistribution& upper) const {
  Curve curve{"quantile of the deviation", "delta", "deviation", {}, {}, {}, {}, {}};
  const double smallest = 20 / static_cast<double>(lower.size());
  if (smallest > 0.25) return curve;  // too few deviations for a tail
  for (int i = 0; i < kCurvePoints; ++i) {
    const double delta = 0.5 * std::pow(2 * smallest, 1 - i / (kCurvePoints - 1.0));
    const double reference = question_.bound(delta);
    const auto ranks = quantile_ranks(lower.size(), 1 - delta, budget_.alpha_support / kCurvePoints);
    if (!ranks.lower || !ranks.upper || !std::isfinite(reference)) continue;
    const double y = 0.5 * (lower.quantile(1 - delta) + upper.quantile(1 - delta));
    const double low = lower.order_statistic(*ranks.lower), high = upper.order_statistic(*ranks.upper);
    if (!std::isfinite(low) || !std::isfinite(high)) continue;  // y is between them
    curve.x.push_back(delta);
    curve.y.push_back(y);
    curve.lower.push_back(low);
    curve.upper.push_back(high);
    curve.reference.push_back(reference);
  }
  return curve;
}

Curve DeviationJudge::induced_curve(const EmpiricalDistribution& induced) const {
  Curve curve{"share of deviations beyond the bound", "delta", "share beyond bound(delta)", {}, {}, {}, {}, {}};
  const double band = dkw_band(induced.size(), budget_.alpha_support);
  for (int i = 0; i < kCurvePoints; ++i) {
    const double delta = 1e-3 * std::pow(0.999e3, i / (kCurvePoints - 1.0));
    const double share = induced.cdf(delta);
    curve.x.push_back(delta);
    curve.y.push_back(share);
    curve.lower.push_back(std::max(0.0, share - band));
    curve.upper.push_back(std::min(1.0, share + band));
    curve.reference.push_back(delta);
  }
  return curve;
}

Inference DeviationJudge::conclude() const {
  Inference result;
  result.margin = question_.margin;
  result.alpha = budget_.alpha_refute;
  result.replicates = lower_.size();
  if (lower_.empty()) {
    result.flags.push_back("few_replicates");
    return result;
  }
  const EmpiricalDistribution lower(lower_), upper(upper_), induced(induced_);
  if (decided())
    result.verdict = Verdict::refuted;
  else if (is_supported(induced))
    result.verdict = Verdict::supported;
  else
    result.flags.push_back("few_replicates");

  const auto count = static_cast<double>(lower_.size());
  const LevelCount& level = binding();
  result.truth = Certified(level.level);  // the share is at most this
  result.estimate = 0.5 * static_cast<double>(level.sure + level.possible) / count;
  result.interval = interval(level);
  result.margin_share = std::max(0.0, result.interval->second - level.level) / question_.margin;
  // Excess over the level that brings the wealth with probability .99 (as for means, with a Bernoulli's variance).
  const double threshold = std::log(static_cast<double>(evidence_.bets()) / budget_.alpha_refute);
  result.resolution = std::sqrt(level.level * (1 - level.level) / count) * (std::sqrt(2 * threshold) + kPower) +
                      threshold / (3 * count);
  const double half_width = 0.5 * (result.interval->second - result.interval->first);
  result.solver_gap_share = static_cast<double>(level.possible - level.sure) / count / half_width;
  conclude_scale(lower, upper, result);
  result.curves.push_back(quantile_curve(lower, upper));
  result.curves.push_back(induced_curve(induced));
  return result;
}

}  // namespace

JudgePtr deviation_judge(const DeviationQuestion& question, const ErrorBudget& budget, std::uint64_t horizon) {
  check_inside("deviation_judge", "margin", question.margin, 0, 1);
  check_not_empty("deviation_judge", "levels", static_cast<long long>(question.levels.size()));
  for (double level : question.levels) check_inside("deviation_judge", "levels", level, 0, 1);
  check_nonnegative("deviation_judge", "vacuous_below", question.vacuous_below);
  check_inside("deviation_judge", "alpha_refute", budget.alpha_refute, 0, 1);
  check_between("deviation_judge", "alpha_support", budget.alpha_support, 1e-300, 0.5);
  check_at_least("deviation_judge", "horizon", static_cast<long long>(horizon), 1);
  return std::make_unique<DeviationJudge>(question, budget, horizon);
}

}  // namespace mongecarlo
