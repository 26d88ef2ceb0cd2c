#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "calibration/error_case.hpp"
#include "mongecarlo/experiment/progress.hpp"
#include "calibration/power_case.hpp"
#include "calibration/tally.hpp"
#include "calibration/wealth.hpp"

namespace mongecarlo::calibration {

struct CalibrationOptions {
  std::uint64_t seeds = 2000;
  std::uint64_t seed = 1;
  double alpha = 0.05;  ///< inflated, so that errors can be counted
  int threads = 1;
  bool with_power = true;  ///< false: error rates and wealth alone
  std::string only = {};   ///< cases whose id contains this, and no operating characteristics
  const std::atomic<bool>* interrupt = nullptr;
  std::function<void(const Progress&)> progress = {};
};

/// What is said of a rate that must be at most `allowed`:
///   exceeds   surely more: Clopper-Pearson's lower end at the level of this rate's share of the false-alarm rate is
///             above it
///   within    the upper end at level .05 is at most 1.2 times it
///   open      neither: more seeds would tell
enum class Standing : std::uint8_t { within, open, exceeds };
const char* to_string(Standing standing);

struct ErrorRate {
  ErrorCase of;
  Tally tally;
  std::uint64_t count = 0;              ///< of the error
  std::pair<double, double> interval;   ///< Clopper-Pearson, .95
  Standing standing = Standing::open;
};

struct WealthPoint {
  double u = 0;
  std::uint64_t at_end = 0, at_any_time = 0;
  std::pair<double, double> interval;  ///< of P(1 / largest wealth <= u)
  Standing standing = Standing::open;
};

struct WealthCheck {
  WealthRow row;
  std::vector<WealthPoint> points;
};

struct PowerPoint {
  double replicates = 0;
  Tally tally;
  std::pair<double, double> interval;  ///< of the share refuted
  std::optional<double> predicted;
};

/// `weak`: at the predicted replicates surely fewer than 95 of 100 are refuted, false alarms counted as above.
struct PowerCurve {
  PowerCase of;
  double predicted = 0;  ///< replicates that refute with probability .99
  std::vector<PowerPoint> points;
  std::optional<double> measured;  ///< replicates that refute with probability .99, between the points
  bool is_weak = false;
};

/// Shares of the verdicts as the mean moves away from the claim.
struct OperatingPoint {
  double bias = 0;  ///< relative to the truth
  Tally tally;
};
struct OperatingCurve {
  std::uint64_t replicates = 0;
  double margin = 0;  ///< relative
  std::string law;
  std::vector<OperatingPoint> points;
};

struct Calibration {
  std::uint64_t seeds = 0, seed = 0;
  double alpha = 0;
  std::vector<ErrorRate> errors;
  std::vector<WealthCheck> wealth;
  std::vector<PowerCurve> power;
  std::vector<OperatingCurve> operating;
  std::size_t tests = 0;  ///< that share the false-alarm rate

  bool has_failed() const;  ///< one exceeds, or is weak
  bool is_open() const;
};

/// How often at most `has_failed` is true of an engine whose rates are what they should be.
inline constexpr double kFalseAlarmRate = 1e-3;

/// Counts the errors of every judge over many seeds, and how soon they find planted faults. A function of (seeds, seed,
/// alpha) alone. False when interrupted; then `result` says nothing.
bool calibrate(const CalibrationOptions& options, Calibration& result);

}  // namespace mongecarlo::calibration
