#include <algorithm>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/stats/judge.hpp"

namespace mongecarlo {
namespace {

using Side = MeanQuestion::Side;

// Several records (a quantity computed in several ways) must all agree with the truth; the worst is reported.
class ExactJudge final : public Judge {
 public:
  explicit ExactJudge(const ExactQuestion& question) : question_(question) {}
  void add(std::span<const Certified> block) override;
  bool decided() const override { return verdict_ == Verdict::refuted; }
  Inference conclude() const override;

 private:
  Certified departure(const Certified& value) const;

  ExactQuestion question_;
  std::uint64_t count_ = 0;
  Verdict verdict_ = Verdict::supported;
  Certified worst_;
  double worst_reach_ = -1;
};

// By how much the value misses the claim: an enclosure of |value - truth|, or of the part on the forbidden side.
Certified ExactJudge::departure(const Certified& value) const {
  const Certified difference = value - question_.truth;
  switch (question_.side) {
    case Side::equal:
      return absolute(difference);
    case Side::at_most:
      return difference;
    case Side::at_least:
      return -1.0 * difference;
  }
  return difference;
}

void ExactJudge::add(std::span<const Certified> block) {
  for (const Certified& value : block) {
    ++count_;
    const Certified off = departure(value);
    if (off.lower > question_.tolerance) verdict_ = Verdict::refuted;
    // Written so that a value that is not a number is never supported.
    else if (!(off.upper <= question_.tolerance) && verdict_ == Verdict::supported)
      verdict_ = Verdict::inconclusive;
    if (count_ == 1 || !(off.upper <= worst_reach_)) {
      worst_ = value;
      worst_reach_ = off.upper;
    }
  }
}

Inference ExactJudge::conclude() const {
  Inference result;
  result.truth = question_.truth;
  result.margin = question_.tolerance;
  result.replicates = count_;
  if (count_ == 0) return result;
  result.verdict = verdict_;
  if (std::isfinite(worst_.lower) && std::isfinite(worst_.upper)) {
    result.estimate = worst_.midpoint();
    result.interval = {worst_.lower, worst_.upper};
    result.resolution = question_.tolerance + worst_.gap() + question_.truth.gap();
    result.solver_gap_share = worst_.gap() > 0 ? 1 : 0;  // all of the interval is gap
    if (question_.tolerance > 0) result.margin_share = std::max(worst_reach_, 0.0) / question_.tolerance;
  }
  return result;
}

}  // namespace

JudgePtr exact_judge(const ExactQuestion& question) {
  check_finite("exact_judge", "truth.lower", question.truth.lower);
  check_finite("exact_judge", "truth.upper", question.truth.upper);
  check_nonnegative("exact_judge", "tolerance", question.tolerance);
  return std::make_unique<ExactJudge>(question);
}

}  // namespace mongecarlo
