#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/stats/distribution_distance.hpp"
#include "mongecarlo/stats/verdict.hpp"

namespace mongecarlo {

/// A curve worth a figure: y over x, with a band and a reference where there is one (empty vectors otherwise).
struct Curve {
  std::string name;
  std::string x_label, y_label;
  std::vector<double> x = {}, y = {}, lower = {}, upper = {}, reference = {};
};

/// What cells that are judged together hand to their joint judge beside their intervals.
struct Measured {
  double variance = 0;                         ///< of one record
  std::pair<double, double> support_interval;  ///< as `interval`, for supporting: the intervals of all cells hold
                                               ///< together with probability 1 - alpha_support
};

/// What a judge concluded of one cell, or of cells judged together.
struct Inference {
  Verdict verdict = Verdict::inconclusive;
  std::vector<std::string> flags;  ///< "practically_negligible", "vacuous_here", "failures", ...
  std::optional<double> estimate;
  std::optional<std::pair<double, double>> interval;  ///< valid at level alpha, at the stopping time
  std::optional<Certified> truth;                     ///< what the theorem says (an enclosure)
  double margin = 0;                                  ///< supported means: within this of the claim
  double margin_share = 0;           ///< how far the interval reaches from the claim, in margins (about 1: just)
  std::optional<double> resolution;  ///< smallest departure refuted with probability .99 at this many replicates, to
                                     ///< whichever side; when refuted, to the side on which it was
  double alpha = 0;                  ///< alpha_refute that was used
  bool is_exact = true;              ///< guarantee: non-asymptotic, or not
  std::uint64_t replicates = 0;
  double solver_gap_share = 0;  ///< mean certified gap over the half-width of the interval
  std::optional<double> slack;  ///< bounds: critical scale c* = quantile of the statistic / bound, in (0, 1]
  std::vector<Curve> curves;
  std::optional<Measured> measured = {};
};

/// Streaming inference for one cell. Records come in the order of their replicate index, block by block, so that what
/// it concludes is a function of the seed alone. `decided` is asked at the end of a block and may end the sampling
/// there: a judge that says true early must be anytime valid.
class Judge {
 public:
  virtual ~Judge() = default;
  virtual void add(std::span<const Certified> block) = 0;
  virtual bool decided() const = 0;
  virtual Inference conclude() const = 0;
};
using JudgePtr = std::unique_ptr<Judge>;

/// Is the mean of records in [range_lower, range_upper] equal to the truth, to within the margin?
/// Betting e-processes (Waudby-Smith & Ramdas 2024): refuted when the mixture of bets against the
/// truth reaches 1/alpha_refute; supported when the bets against truth +- margin both reach 1/alpha_support.
struct MeanQuestion {
  enum class Side { equal, at_most, at_least };
  Certified truth;
  double range_lower = 0, range_upper = 1;
  double margin = 0;
  Side side = Side::equal;
};
JudgePtr mean_judge(const MeanQuestion& question, const ErrorBudget& budget, std::uint64_t horizon);

/// The same for records without a known range, by the central limit theorem (normal_approximation.hpp): asymptotic, at
/// the horizon only, and inconclusive with the flag "skewed" where the normal tails cannot be trusted. The horizon must
/// be 5000 at least.
struct AsymptoticMeanQuestion {
  using Side = MeanQuestion::Side;
  Certified truth;
  double margin = 0;
  Side side = Side::equal;
};
JudgePtr asymptotic_mean_judge(const AsymptoticMeanQuestion& question, const ErrorBudget& budget,
                               std::uint64_t horizon);

/// Is the median of the records equal to the truth (or at least, or at most that), to within the margin? By order
/// statistics: P(x_(l) > median) <= P(Bin(R, 1/2) < l) whatever the law of the records. Exact, with no range to be known,
/// and few records are enough (10 on one side of a truth support at level 1e-3), for records that cost a training each.
/// At the horizon only.
struct MedianQuestion {
  using Side = MeanQuestion::Side;
  Certified truth;
  double margin = 0;
  Side side = Side::equal;
  std::string label = "record";  ///< what a record is, for the curve of all records in order
};
JudgePtr median_judge(const MedianQuestion& question, const ErrorBudget& budget, std::uint64_t horizon);

/// What is the mean? A cell of a joint claim: it decides nothing, and its interval holds together with those of the
/// other cells. Bounded records: betting (exact); an infinite range: the central limit theorem, with `measured` only
/// where it can be trusted; a range of one point: numbers without chance, whose interval is their hull.
struct MeasureQuestion {
  double range_lower = 0, range_upper = 1;
  int cells = 1;  ///< judged together
};
JudgePtr mean_measurement(const MeasureQuestion& question, const ErrorBudget& budget, std::uint64_t horizon);

/// Is the law F_n of the records within `tolerance` of the limit law G, in d_n = sup |F_n - G|? No statistic of a
/// finite sample has its limit law exactly, so d_n = 0 is not what is asked; d_n is estimated. With R records and their
/// empirical distribution F_R,
///   d_n lies in [D - e, D + e],   D = sup |F_R - G|,   e = sqrt(ln(2 / alpha) / (2 R))   (Massart 1990),
/// with probability 1 - alpha, exactly and for every R. Supported when D + e <= tolerance, refuted when D - e is above;
/// certified records widen D. At the horizon only.
struct LimitLawQuestion {
  Law law;
  double tolerance = 0.05;
  int cells = 1;  ///< judged together (for support_interval)
};
JudgePtr limit_law_judge(const LimitLawQuestion& question, const ErrorBudget& budget, std::uint64_t horizon);

/// Is P(deviation > bound(delta)) <= delta for every delta in (0, 1) at once? the induced p-value
/// U = inf {delta : deviation > bound(delta)} is super-uniform under the theorem.
struct DeviationQuestion {
  std::function<double(double delta)> bound;  ///< strictly decreasing in delta
  double margin = 0.01;  ///< supported: P(deviation > bound(delta)) <= delta + margin for all delta,
  std::vector<double> levels = {0.1, 0.05};  ///< and <= delta itself at these
  double vacuous_below = 0.1;                ///< flag vacuous_here when the critical scale is surely smaller
};
JudgePtr deviation_judge(const DeviationQuestion& question, const ErrorBudget& budget, std::uint64_t horizon);

/// Does something that must never happen happen? A record is a slack: < 0 is a violation. Refuted by one sure violation
/// (upper < 0); supported when no possible violation (lower < 0) was seen in so many draws that their probability is at
/// most `margin` (Clopper-Pearson with x = 0, fixed horizon).
struct ViolationQuestion {
  double margin = 0.01;
};
JudgePtr violation_judge(const ViolationQuestion& question, const ErrorBudget& budget, std::uint64_t horizon);

/// Does one number computed without chance equal the truth (or stay below / above it), to within the tolerance?
struct ExactQuestion {
  MeanQuestion::Side side = MeanQuestion::Side::equal;
  Certified truth;
  double tolerance = 0;
};
JudgePtr exact_judge(const ExactQuestion& question);

}  // namespace mongecarlo
