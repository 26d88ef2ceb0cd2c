#include "mongecarlo/stats/betting.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

constexpr std::size_t kEachRecord = 64;  // the variance is refreshed at each record up to here
constexpr std::size_t kGrowth = 32;      // and then whenever their number has grown by 1/32
constexpr double kCap = 0.75;            // a bet never loses more than this share of its wealth in one record
constexpr double kMaxBet = 1e3;
constexpr std::size_t kChunk = 32;  // kChunk factors of at most 1 + 2 kMaxBet stay far from overflow

// sum of log(offset + slope x_i): the factors are multiplied in four lanes and a logarithm is taken once a chunk.
double log_product(std::span<const double> x, double offset, double slope) {
  double total = 0;
  std::size_t i = 0;
  for (; i + kChunk <= x.size(); i += kChunk) {
    double lane[4] = {1, 1, 1, 1};
    for (std::size_t j = 0; j < kChunk; j += 4)
      for (std::size_t k = 0; k < 4; ++k) lane[k] *= offset + slope * x[i + j + k];
    total += std::log((lane[0] * lane[1]) * (lane[2] * lane[3]));
  }
  double rest = 1;
  for (; i < x.size(); ++i) rest *= offset + slope * x[i];
  return total + std::log(rest);
}

double log_growth(const Bet& bet, double variance, std::span<const double> lower, std::span<const double> upper) {
  const double lambda = bet.lambda(variance);
  return bet.sign == Bet::Sign::above ? log_product(lower, 1 - lambda * bet.value, lambda)
               : log_product(upper, 1 + lambda * bet.value, -lambda);
}

}  // namespace

BoundedLog::BoundedLog(double range_lower, double range_upper) : range_lower_(range_lower), range_upper_(range_upper) {
  check_finite("BoundedLog", "range_lower", range_lower);
  check_finite("BoundedLog", "range_upper", range_upper);
  check_positive("BoundedLog", "range_upper - range_lower", range_upper - range_lower);
}

Certified BoundedLog::cut(const Certified& record) const {
  const double rounding = 1e-9 * (width() + std::max(std::abs(range_lower_), std::abs(range_upper_)));
  if (!(record.lower <= record.upper + rounding))
    throw std::logic_error(fmt::format("BoundedLog: record [{}, {}] is not an enclosure", record.lower, record.upper));
  if (record.lower > range_upper_ + rounding || record.upper < range_lower_ - rounding)
    throw std::logic_error(fmt::format("BoundedLog: record [{}, {}] lies outside the range [{}, {}] of the claim",
                                       record.lower, record.upper, range_lower_, range_upper_));
  const auto to_unit = [this](double value) { return std::clamp(scaled(value), 0.0, 1.0); };
  const double low = to_unit(record.lower), high = to_unit(record.upper);
  return {std::min(low, high), std::max(low, high)};
}

void BoundedLog::add(const Certified& record) {
  const Certified unit = cut(record);
  if (size() == next_segment_) {
    segments_.push_back({size(), variance()});
    next_segment_ += size() < kEachRecord ? 1 : size() / kGrowth;
  }
  lower_.push_back(unit.lower);
  upper_.push_back(unit.upper);
  sum_lower_ += unit.lower;
  sum_upper_ += unit.upper;
  const double running_mean = (0.5 + 0.5 * (sum_lower_ + sum_upper_)) / (static_cast<double>(size()) + 1);
  const double deviation = unit.midpoint() - running_mean;
  squares_ += deviation * deviation;
}

Certified BoundedLog::mean() const {
  if (size() == 0) return 0.5;
  const auto count = static_cast<double>(size());
  return {sum_lower_ / count, sum_upper_ / count};
}

BetSize BetSize::for_horizon(double log_threshold, std::uint64_t horizon) {
  BetSize size;
  size.per_deviation_ = std::sqrt(2 * log_threshold / static_cast<double>(horizon));
  return size;
}

BetSize BetSize::for_departure(double departure, double scale) {
  BetSize size;
  size.departure_ = departure;
  size.scale_ = scale;
  return size;
}

double BetSize::at(double variance) const {
  const double lambda = per_deviation_ > 0 ? per_deviation_ / std::sqrt(variance)
                                           : scale_ * departure_ / (variance + departure_ * departure_);
  return std::min(lambda, kMaxBet);
}

double Bet::lambda(double variance) const {
  const double room = sign == Sign::above ? value : 1 - value;
  return room > 0 ? std::min(size.at(variance), kCap / room) : size.at(variance);
}

BetMixture::BetMixture(std::vector<Bet> bets) : bets_(std::move(bets)), log_wealths_(bets_.size(), 0.0) {
  // The mean lies in [0, 1]: betting against a value nearer than the true one tests a larger hypothesis, and keeps the
  // factors in bounds.
  for (Bet& bet : bets_) bet.value = std::clamp(bet.value, -1.0, 2.0);
}

void BetMixture::play(const BoundedLog& log) {
  const auto segments = log.segments();
  while (played_ < log.size()) {
    while (segment_ + 1 < segments.size() && segments[segment_ + 1].begin <= played_) ++segment_;
    const std::size_t end = segment_ + 1 < segments.size() ? segments[segment_ + 1].begin : log.size();
    const auto lower = log.lower().subspan(played_, end - played_);
    const auto upper = log.upper().subspan(played_, end - played_);
    for (std::size_t i = 0; i < bets_.size(); ++i)
      log_wealths_[i] += log_growth(bets_[i], segments[segment_].variance, lower, upper);
    played_ = end;
  }
}

double BetMixture::log_wealth() const {
  if (bets_.empty()) return -std::numeric_limits<double>::infinity();
  const double largest = *std::max_element(log_wealths_.begin(), log_wealths_.end());
  double sum = 0;
  for (double log_wealth : log_wealths_) sum += std::exp(log_wealth - largest);
  return largest + std::log(sum / static_cast<double>(bets_.size()));
}

}  // namespace mongecarlo
