#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/stats/binomial_interval.hpp"
#include "mongecarlo/stats/judge.hpp"
#include "mongecarlo/stats/judge_arguments.hpp"

namespace mongecarlo {
namespace {

class ViolationJudge final : public Judge {
 public:
  ViolationJudge(const ViolationQuestion& question, const ErrorBudget& budget, std::uint64_t horizon)
      : question_(question), budget_(budget), horizon_(horizon) {}
  void add(std::span<const Certified> block) override;
  bool decided() const override { return sure_ > 0; }
  Inference conclude() const override;

 private:
  bool is_supported() const;
  std::pair<double, double> interval() const;

  ViolationQuestion question_;
  ErrorBudget budget_;
  std::uint64_t horizon_;
  std::uint64_t count_ = 0, sure_ = 0, possible_ = 0;
};

void ViolationJudge::add(std::span<const Certified> block) {
  for (const Certified& slack : block) {
    ++count_;
    if (slack.upper < 0) ++sure_;
    // Written so that a slack that is not a number counts as a possible violation.
    if (!(slack.lower >= 0)) ++possible_;
  }
}

// The test has a fixed number of draws: at the horizon only.
bool ViolationJudge::is_supported() const {
  return count_ >= horizon_ && possible_ == 0 &&
         clopper_pearson_upper(0, count_, budget_.alpha_support) <= question_.margin;
}

// Half of alpha for stopping early, half for the horizon: together they hold whenever sampling ends.
std::pair<double, double> ViolationJudge::interval() const {
  const double alpha = 0.5 * budget_.alpha_refute;
  const auto of = [&](std::uint64_t x) {
    return count_ >= horizon_ ? clopper_pearson(x, count_, alpha) : anytime_binomial_interval(x, count_, alpha);
  };
  return {of(sure_).first, of(possible_).second};
}

Inference ViolationJudge::conclude() const {
  Inference result;
  result.truth = Certified(0.0);
  result.margin = question_.margin;
  result.alpha = budget_.alpha_refute;
  result.replicates = count_;
  if (sure_ > 0)
    result.verdict = Verdict::refuted;
  else if (count_ > 0 && is_supported())
    result.verdict = Verdict::supported;
  else
    result.flags.push_back(possible_ > 0 ? "possible_violations" : "few_replicates");
  if (count_ == 0) return result;

  const auto count = static_cast<double>(count_);
  result.estimate = static_cast<double>(sure_) / count;
  result.interval = interval();
  result.margin_share = result.interval->second / question_.margin;
  // One violation refutes: its probability p is met with 1 - (1 - p)^R = .99.
  result.resolution = -std::expm1(std::log(0.01) / count);
  const double half_width = 0.5 * (result.interval->second - result.interval->first);
  result.solver_gap_share = static_cast<double>(possible_ - sure_) / count / half_width;
  return result;
}

}  // namespace

JudgePtr violation_judge(const ViolationQuestion& question, const ErrorBudget& budget, std::uint64_t horizon) {
  check_inside("violation_judge", "margin", question.margin, 0, 1);
  check_budget("violation_judge", budget, 1, horizon);
  return std::make_unique<ViolationJudge>(question, budget, horizon);
}

}  // namespace mongecarlo
