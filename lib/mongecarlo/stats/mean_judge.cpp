#include <algorithm>
#include <cmath>

#include "mongecarlo/stats/betting.hpp"
#include "mongecarlo/stats/betting_interval.hpp"
#include "mongecarlo/stats/judge.hpp"
#include "mongecarlo/stats/judge_arguments.hpp"

namespace mongecarlo {
namespace {

using Side = MeanQuestion::Side;
using Sign = Bet::Sign;

constexpr double kPower = 2.3263478740408408;  // standard normal quantile at .99: resolution is for a miss rate of .01

// The sizes of the bets against one side of the truth: one for the least departure that the horizon can show, three for
// departures near the margin.
std::vector<BetSize> refuting_sizes(double margin, double log_threshold, std::uint64_t horizon) {
  std::vector<BetSize> sizes{BetSize::for_horizon(log_threshold, horizon)};
  if (margin > 0)
    for (double scale : {0.5, 1.0, 2.0}) sizes.push_back(BetSize::for_departure(margin, scale));
  return sizes;
}

class MeanJudge final : public Judge {
 public:
  MeanJudge(const MeanQuestion& question, const ErrorBudget& budget, std::uint64_t horizon);
  void add(std::span<const Certified> block) override;
  bool decided() const override { return is_refuted() || is_supported(); }
  Inference conclude() const override;

 private:
  BetMixture refuting(double truth_lower, double truth_upper, bool with_above, bool with_below) const;
  BetMixture supporting(Sign sign, double value) const;
  bool is_refuted() const { return refuting_.log_wealth() >= log_refute_; }
  bool is_supported() const { return (!needs_above() || above_floor_) && (!needs_below() || below_ceiling_); }
  // Which way the truth can be missed; supporting needs the same ways to be excluded.
  bool needs_above() const { return question_.side != Side::at_most; }
  bool needs_below() const { return question_.side != Side::at_least; }
  std::pair<double, double> interval() const;
  double departure(double lower, double upper) const;
  double least_departure(Sign sign) const;  // that bets of this sign refute with probability .99
  double resolution() const;

  MeanQuestion question_;
  ErrorBudget budget_;
  std::uint64_t horizon_;
  BoundedLog log_;
  double margin_;                     // scaled
  double truth_lower_, truth_upper_;  // scaled
  double log_refute_, log_support_;   // wealth that decides
  std::vector<BetSize> sizes_;
  BetMixture refuting_, floor_, ceiling_;
  bool above_floor_ = false;    // the mean is surely above truth - margin
  bool below_ceiling_ = false;  // the mean is surely below truth + margin
};

MeanJudge::MeanJudge(const MeanQuestion& question, const ErrorBudget& budget, std::uint64_t horizon)
    : question_(question),
      budget_(budget),
      horizon_(horizon),
      log_(question.range_lower, question.range_upper),
      margin_(question.margin / log_.width()),
      truth_lower_(log_.scaled(question.truth.lower)),
      truth_upper_(log_.scaled(question.truth.upper)),
      log_refute_(std::log(1 / budget.alpha_refute)),
      log_support_(std::log(1 / budget.alpha_support)),
      // One of 2 x 4 bets has to bring the wealth of all.
      sizes_(refuting_sizes(margin_, std::log(8 / budget.alpha_refute), horizon)),
      refuting_(refuting(truth_lower_, truth_upper_, question.side != Side::at_least, question.side != Side::at_most)),
      floor_(supporting(Sign::above, truth_upper_ - margin_)),
      ceiling_(supporting(Sign::below, truth_lower_ + margin_)) {}

// A bet above the truth plays against its upper end, a bet below against its lower end: wealth against either would be
// made by the enclosure, not by the records.
BetMixture MeanJudge::refuting(double truth_lower, double truth_upper, bool with_above, bool with_below) const {
  std::vector<Bet> bets;
  for (const BetSize& size : sizes_) {
    if (with_above) bets.push_back({Sign::above, truth_upper, size});
    if (with_below) bets.push_back({Sign::below, truth_lower, size});
  }
  return BetMixture(std::move(bets));
}

// Two-sided: the bet that grows fastest when the mean sits at the truth. One-sided: the mean may sit far off on the
// allowed side, so half of the wealth is put on the size that the horizon asks for.
BetMixture MeanJudge::supporting(Sign sign, double value) const {
  std::vector<Bet> bets;
  if (margin_ > 0) bets.push_back({sign, value, BetSize::for_departure(margin_)});
  if (question_.side != Side::equal) bets.push_back({sign, value, BetSize::for_horizon(log_support_, horizon_)});
  return BetMixture(std::move(bets));
}

void MeanJudge::add(std::span<const Certified> block) {
  for (const Certified& record : block) log_.add(record);
  refuting_.play(log_);
  floor_.play(log_);
  ceiling_.play(log_);
  // Each may cross at its own time: both are e-processes, and Ville's inequality covers all times at once.
  above_floor_ = above_floor_ || floor_.log_wealth() >= log_support_;
  below_ceiling_ = below_ceiling_ || ceiling_.log_wealth() >= log_support_;
}

// Two-sided questions bet both ways. For a one-sided question each end is made by the bets on its own side alone, so
// that each end by itself holds at level alpha.
std::pair<double, double> MeanJudge::interval() const {
  const auto bets = question_.side == Side::equal ? BettingInterval::Bets::both_sides : BettingInterval::Bets::own_side;
  const BettingInterval search(log_, sizes_, budget_.alpha_refute, bets);
  std::pair<double, double> ends{search.lower(), search.upper()};
  // A truth that was not refuted is not outside, even where bisection would round otherwise.
  if (!is_refuted()) {
    if (needs_below()) ends.first = std::min(ends.first, std::clamp(truth_upper_, 0.0, 1.0));
    if (needs_above()) ends.second = std::max(ends.second, std::clamp(truth_lower_, 0.0, 1.0));
  }
  return {log_.unscaled(ends.first), log_.unscaled(ends.second)};
}

// How far an interval (scaled) reaches from the claim on the sides that count.
double MeanJudge::departure(double lower, double upper) const {
  double reach = 0;
  if (needs_below()) reach = std::max(reach, upper - truth_lower_);
  if (needs_above()) reach = std::max(reach, truth_upper_ - lower);
  return reach;
}

// A bet of fixed size lambda against a departure d has log wealth about lambda d R - lambda^2 sigma^2 R / 2, with
// standard deviation lambda sigma sqrt(R): it reaches its threshold L = ln(bets / alpha) with probability .99 when
//   d = L / (lambda R) + lambda sigma^2 / 2 + 2.33 sigma / sqrt(R),
// about sigma (sqrt(2 L) + 2.33) / sqrt(R) for the best lambda, and more where the range holds lambda below that. The
// gaps of truth and records come on top.
double MeanJudge::least_departure(Sign sign) const {
  const auto count = static_cast<double>(log_.size());
  const double variance = log_.variance();
  const double threshold = log_refute_ + std::log((question_.side == Side::equal ? 2.0 : 1.0) *
                                                  static_cast<double>(sizes_.size()));
  double best = 1;
  for (const BetSize& size : sizes_) {
    const double lambda = Bet{sign, sign == Sign::above ? truth_upper_ : truth_lower_, size}.lambda(variance);
    best = std::min(best, threshold / (lambda * count) + lambda * variance / 2 + kPower * std::sqrt(variance / count));
  }
  return best;
}

// The worse of the sides on which the mean may miss the truth; of a truth that was refuted, the side on which it was.
double MeanJudge::resolution() const {
  const bool is_larger = log_.mean().midpoint() > 0.5 * (truth_lower_ + truth_upper_);
  const bool may_be_above = question_.side != Side::at_least && truth_upper_ < 1 && (!is_refuted() || is_larger);
  const bool may_be_below = question_.side != Side::at_most && truth_lower_ > 0 && (!is_refuted() || !is_larger);
  const double above = may_be_above ? least_departure(Sign::above) : 0;
  const double below = may_be_below ? least_departure(Sign::below) : 0;
  return log_.width() * (std::max(above, below) + log_.mean().gap() + (truth_upper_ - truth_lower_));
}

Inference MeanJudge::conclude() const {
  Inference result;
  result.truth = question_.truth;
  result.margin = question_.margin;
  result.alpha = budget_.alpha_refute;
  result.replicates = log_.size();
  if (is_refuted())
    result.verdict = Verdict::refuted;
  else if (is_supported())
    result.verdict = Verdict::supported;
  else
    result.flags.push_back("few_replicates");
  if (log_.size() == 0) return result;

  result.estimate = log_.unscaled(log_.mean().midpoint());
  result.interval = interval();
  const double reach = departure(log_.scaled(result.interval->first), log_.scaled(result.interval->second));
  if (margin_ > 0) result.margin_share = reach / margin_;
  if (is_refuted() && reach <= margin_) result.flags.push_back("practically_negligible");
  result.resolution = resolution();
  const double half_width = 0.5 * (result.interval->second - result.interval->first);
  result.solver_gap_share = log_.width() * log_.mean().gap() / half_width;
  return result;
}

}  // namespace

JudgePtr mean_judge(const MeanQuestion& question, const ErrorBudget& budget, std::uint64_t horizon) {
  check_truth_and_margin("mean_judge", question.truth, question.margin);
  check_budget("mean_judge", budget, 1, horizon);
  return std::make_unique<MeanJudge>(question, budget, horizon);
}

}  // namespace mongecarlo
