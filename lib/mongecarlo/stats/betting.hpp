#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "mongecarlo/base/certified.hpp"

namespace mongecarlo {

/// Certified records of a bounded quantity, scaled from [range_lower, range_upper] to [0, 1], with running estimates of
/// their variance that use only what came before (Waudby-Smith & Ramdas 2024, section 3.2):
///   variance_t = (1/4 + sum_{i<=t} (X_i - mean_i)^2) / (t + 1),   mean_t = (1/2 + sum_{i<=t} X_i) / (t + 1).
/// The estimate is refreshed after each of the first 64 records and then whenever their number has grown by 1/32: a
/// segment of records shares one estimate, made of the records before the segment. Memory: two doubles a record.
class BoundedLog {
 public:
  /// Records [begin, next segment's begin) are met with bets sized by `variance`.
  struct Segment {
    std::size_t begin;
    double variance;
  };

  /// Throws std::domain_error when the range is not finite or has no width.
  BoundedLog(double range_lower, double range_upper);

  /// An enclosure is cut to the range, since the quantity lies there. One wholly outside (by more than 1e-9 of the
  /// range's size), or with lower > upper, is a fault of whoever stated the range: std::logic_error names value and
  /// range.
  void add(const Certified& record);

  std::size_t size() const { return lower_.size(); }
  std::span<const double> lower() const { return lower_; }
  std::span<const double> upper() const { return upper_; }
  std::span<const Segment> segments() const { return segments_; }

  double scaled(double value) const { return (value - range_lower_) / width(); }
  double unscaled(double value) const { return range_lower_ + width() * value; }
  double width() const { return range_upper_ - range_lower_; }
  /// Mean of the scaled records' lower ends, and of their upper ends. Both 1/2 when there are none.
  Certified mean() const;
  /// The running estimate above, after all records.
  double variance() const { return (0.25 + squares_) / (static_cast<double>(size()) + 1); }

 private:
  Certified cut(const Certified& record) const;

  double range_lower_, range_upper_;
  std::vector<double> lower_, upper_;
  std::vector<Segment> segments_;
  std::size_t next_segment_ = 0;
  double sum_lower_ = 0, sum_upper_ = 0, squares_ = 0;
};

/// How much to bet, given the predicted variance of the scaled records.
class BetSize {
 public:
  /// sqrt(2 log_threshold / (variance horizon)): the size that reaches exp(log_threshold) at the horizon with the least
  /// departure (Waudby-Smith & Ramdas 2024, eq. 26).
  static BetSize for_horizon(double log_threshold, std::uint64_t horizon);
  /// scale departure / (variance + departure^2): grows fastest when the mean is off by `departure` (scale = 1).
  static BetSize for_departure(double departure, double scale = 1);

  double at(double variance) const;

 private:
  double per_deviation_ = 0, departure_ = 0, scale_ = 0;
};

/// A bet that the mean of the scaled records is above (below) a value. Its wealth
///   prod_t (1 + lambda_t (lower_t - value))     or     prod_t (1 - lambda_t (upper_t - value))
/// is a non-negative supermartingale while the mean is in truth at most (at least) the value, whatever lies inside the
/// enclosures, because lambda_t uses the records before t alone and is at most .75 / value (.75 / (1 - value)).
struct Bet {
  enum class Sign { above, below };
  Sign sign;
  double value;
  BetSize size;
  /// lambda, given the predicted variance.
  double lambda(double variance) const;
};

/// The average wealth of several bets: an e-process for the hypothesis all of them bet against. It reaches 1/alpha at
/// any time with probability at most alpha (Ville).
class BetMixture {
 public:
  explicit BetMixture(std::vector<Bet> bets);
  /// Plays every record of the log that was not played yet. O(bets) multiplications a record.
  void play(const BoundedLog& log);
  /// Log of the average wealth (0 before the first record; -infinity without bets).
  double log_wealth() const;

 private:
  std::vector<Bet> bets_;
  std::vector<double> log_wealths_;
  std::size_t played_ = 0;
  std::size_t segment_ = 0;
};

}  // namespace mongecarlo
