#include "calibration/calibration.hpp"

#include <fmt/format.h>
#include <gsl/gsl_cdf.h>

#include <algorithm>
#include <cmath>
#include <deque>

#include "calibration/batch.hpp"
#include "mongecarlo/experiment/statement.hpp"

namespace mongecarlo::calibration {
namespace {

constexpr double kAllowance = 1.2;      // a rate within this much of alpha is taken for alpha
constexpr double kConfidence = 0.05;    // of an interval's failure
constexpr double kLeastPower = 0.95;    // at the replicates that should give .99
constexpr double kGrid[] = {0.2, 0.35, 0.5, 0.7, 1, 1.4};  // of the predicted replicates
constexpr double kMostRecords = 4e7;    // for one power curve
constexpr double kBiases[] = {0, 0.0025, 0.005, 0.01, 0.015, 0.02, 0.03, 0.05};
constexpr double kMargin = 0.02;

/// All batches of a calibration in one workload.
class Batches {
 public:
  Batches(const CalibrationOptions& options, Workload& workload) : options_(options), workload_(workload) {}
  /// The place of the tally.
  const Tally& add(Batch batch) {
    batches_.push_back(std::move(batch));
    runs_.emplace_back(batches_.back(), options_.seed, workload_);
    return batches_.back().tally;
  }
  void finish() {
    for (BatchRun& run : runs_) run.finish();
  }

 private:
  const CalibrationOptions& options_;
  Workload& workload_;
  std::deque<Batch> batches_;  // a batch must stay where it is
  std::vector<BatchRun> runs_;
};

Standing standing(std::uint64_t count, std::uint64_t seeds, double allowed, double level) {
  if (lower_end(count, seeds, level) > allowed) return Standing::exceeds;
  return upper_end(count, seeds, kConfidence) <= kAllowance * allowed ? Standing::within : Standing::open;
}

void judge(ErrorRate& rate, double alpha, double level) {
  rate.count = rate.of.error == ErrorCase::Error::refuted ? rate.tally.refuted : rate.tally.supported;
  rate.interval = both_ends(rate.count, rate.tally.seeds, kConfidence);
  // An asymptotic guarantee is for alpha itself in the limit alone: it is allowed what the exact ones are taken for.
  rate.standing = standing(rate.count, rate.tally.seeds, alpha, level);
  if (!rate.of.is_exact && rate.standing == Standing::exceeds)
    rate.standing = standing(rate.count, rate.tally.seeds, kAllowance * alpha, level) == Standing::exceeds
                        ? Standing::exceeds
                        : Standing::open;
}

void judge(WealthCheck& check, double level) {
  for (const WealthCount& count : check.row.counts)
    check.points.push_back({count.u, count.at_end, count.at_any_time,
                            both_ends(count.at_any_time, check.row.seeds, kConfidence),
                            standing(count.at_any_time, check.row.seeds, count.u, level)});
}

// Between two points, on a line in (root of the replicates, normal quantile of the share).
std::optional<double> crossing(const std::vector<PowerPoint>& points) {
  constexpr double kWanted = 0.99;
  const auto height = [](const PowerPoint& point) {
    const double least = 0.5 / static_cast<double>(point.tally.seeds);
    return gsl_cdf_ugaussian_Pinv(std::clamp(point.tally.share(point.tally.refuted), least, 1 - least));
  };
  for (std::size_t k = 0; k < points.size(); ++k) {
    if (points[k].tally.share(points[k].tally.refuted) < kWanted) continue;
    if (k == 0) return points[0].replicates;
    const double below = height(points[k - 1]), above = height(points[k]);
    const double share = std::clamp((gsl_cdf_ugaussian_Pinv(kWanted) - below) / (above - below), 0.0, 1.0);
    const double from = std::sqrt(points[k - 1].replicates), to = std::sqrt(points[k].replicates);
    return std::pow(from + share * (to - from), 2);
  }
  return std::nullopt;
}

void judge(PowerCurve& curve, double level) {
  for (PowerPoint& point : curve.points) {
    point.interval = both_ends(point.tally.refuted, point.tally.seeds, kConfidence);
    if (curve.of.curve) point.predicted = curve.of.curve(point.replicates, curve.predicted);
    if (point.replicates >= curve.predicted)
      curve.is_weak = curve.is_weak || upper_end(point.tally.refuted, point.tally.seeds, level) < kLeastPower;
  }
  curve.measured = crossing(curve.points);
}

std::vector<double> horizons(const PowerCurve& power) {
  std::vector<double> all;
  for (const double factor : kGrid) {
    const double replicates = std::ceil(factor * power.predicted);
    if (replicates >= static_cast<double>(power.of.fewest) && (all.empty() || replicates > all.back()))
      all.push_back(replicates);
  }
  return all;
}

std::uint64_t power_seeds(const PowerCurve& power, std::uint64_t seeds) {
  double total = 0;
  for (const double replicates : horizons(power)) total += replicates;
  const auto affordable = static_cast<std::uint64_t>(kMostRecords / total);
  return std::clamp<std::uint64_t>(affordable, std::min<std::uint64_t>(seeds / 5, 100), seeds / 5);
}

Claim biased_mean(const std::string& id, const Law& law, double bias, std::uint64_t replicates) {
  return mean_equals<Probe>({.id = id,
                             .statement = "the mean is the truth",
                             .source = {},
                             .design = {{bias}},
                             .truth = [=](const Probe&) { return Certified(law.mean / (1 + bias)); },
                             .replicate = replicate_of(law),
                             .range = [=](const Probe&) { return Range{law.lower, law.upper}; },
                             .margin = Margin::relative(kMargin),
                             .replicates = replicates,
                             .control = no_twin(id)});
}

/// Where the tallies will stand, and where they are to go.
struct Slot {
  const Tally* from;
  Tally* to;
};

void add_power(const CalibrationOptions& options, Batches& batches, Calibration& result, std::vector<Slot>& slots) {
  for (PowerCase& power : power_cases())
    if (power.id.find(options.only) != std::string::npos) result.power.push_back({std::move(power), 0, {}, {}});
  for (PowerCurve& curve : result.power) {
    curve.predicted = curve.of.predict();
    for (const double replicates : horizons(curve)) curve.points.push_back({replicates, {}, {}, {}});
    for (PowerPoint& point : curve.points) {
      const auto count = static_cast<std::uint64_t>(point.replicates);
      slots.push_back({&batches.add({fmt::format("{}/{}", curve.of.id, count), {curve.of.claim(count)}, kPowerAlpha,
                                     power_seeds(curve, options.seeds)}),
                       &point.tally});
    }
  }
  if (!options.only.empty()) return;
  const Law law = line_distance(16);
  for (const std::uint64_t replicates : {20000, 100000}) {
    result.operating.push_back({replicates, kMargin, law.name, {}});
    for (const double bias : kBiases) result.operating.back().points.push_back({bias, {}});
  }
  for (OperatingCurve& curve : result.operating)
    for (OperatingPoint& point : curve.points) {
      const std::string id = fmt::format("operating.{}.{:g}", curve.replicates, point.bias);
      const std::uint64_t seeds = std::max<std::uint64_t>(options.seeds / (curve.replicates > 50000 ? 40 : 10), 1);
      slots.push_back({&batches.add({id, {biased_mean(id, law, point.bias, curve.replicates)}, kPowerAlpha, seeds}),
                       &point.tally});
    }
}

}  // namespace

const char* to_string(Standing standing) {
  switch (standing) {
    case Standing::within:
      return "within";
    case Standing::open:
      return "open";
    case Standing::exceeds:
      return "exceeds";
  }
  return "";
}

bool Calibration::has_failed() const {
  const auto exceeds = [](const auto& rate) { return rate.standing == Standing::exceeds; };
  return std::any_of(errors.begin(), errors.end(), exceeds) ||
         std::any_of(wealth.begin(), wealth.end(),
                     [&](const WealthCheck& c) { return std::any_of(c.points.begin(), c.points.end(), exceeds); }) ||
         std::any_of(power.begin(), power.end(), [](const PowerCurve& curve) { return curve.is_weak; });
}

bool Calibration::is_open() const {
  return std::any_of(errors.begin(), errors.end(),
                     [](const ErrorRate& rate) { return rate.standing == Standing::open; });
}

bool calibrate(const CalibrationOptions& options, Calibration& result) {
  result = {};
  result.seeds = options.seeds;
  result.seed = options.seed;
  result.alpha = options.alpha;
  Workload workload;
  Batches batches(options, workload);
  std::vector<Slot> slots;
  const auto is_wanted = [&](const std::string& id) { return id.find(options.only) != std::string::npos; };
  for (ErrorCase& one : error_cases())
    if (is_wanted(one.id)) result.errors.push_back({std::move(one), {}, 0, {}});
  for (ErrorRate& rate : result.errors)
    slots.push_back({&batches.add({rate.of.id, rate.of.claims, options.alpha,
                                   options.seeds * rate.of.more_seeds}),
                     &rate.tally});
  std::vector<WealthRow> rows;
  for (WealthRow& row : wealth_rows(options.seeds))
    if (is_wanted(row.id)) rows.push_back(std::move(row));
  add_wealth(rows, options.seed, workload);
  if (options.with_power) add_power(options, batches, result, slots);
  if (!workload.execute(options.threads, options.interrupt, options.progress)) return false;

  batches.finish();
  for (const Slot& slot : slots) *slot.to = *slot.from;
  for (WealthRow& row : rows) {
    result.tests += row.counts.size();
    result.wealth.push_back({std::move(row), {}});
  }
  result.tests += result.errors.size();
  for (const PowerCurve& curve : result.power)
    result.tests += static_cast<std::size_t>(std::count_if(
        curve.points.begin(), curve.points.end(),
        [&](const PowerPoint& point) { return point.replicates >= curve.predicted; }));
  const double level = kFalseAlarmRate / static_cast<double>(result.tests);
  for (ErrorRate& rate : result.errors) judge(rate, options.alpha, level);
  for (WealthCheck& check : result.wealth) judge(check, level);
  for (PowerCurve& curve : result.power) judge(curve, level);
  return true;
}

}  // namespace mongecarlo::calibration
