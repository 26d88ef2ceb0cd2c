#include "mongecarlo/stats/sample_size.hpp"

#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/stats/binomial_interval.hpp"

namespace mongecarlo {
namespace {

constexpr double kNormal99 = 2.3263478740408408;  // standard normal quantiles
constexpr double kNormal995 = 2.5758293035489004;

std::uint64_t rounded_up(double count) { return static_cast<std::uint64_t>(std::ceil(count - 1e-9)); }

// The least count with P(Bin(n, level) >= count) < alpha: what Clopper-Pearson needs to exclude the level.
std::uint64_t critical_count(std::uint64_t n, double level, double alpha) {
  std::uint64_t low = 0, high = n + 1;
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (binomial_upper_tail(middle, n, level) < alpha ? high : low) = middle;
  }
  return high;
}

}  // namespace

std::uint64_t min_replicates_to_support_rarity(double margin, double alpha) {
  check_inside("min_replicates_to_support_rarity", "margin", margin, 0, 1);
  check_inside("min_replicates_to_support_rarity", "alpha", alpha, 0, 1);
  return rounded_up(std::log(alpha) / std::log1p(-margin));
}

std::uint64_t min_replicates_to_support_tail(double margin, double alpha) {
  check_inside("min_replicates_to_support_tail", "margin", margin, 0, 1);
  check_inside("min_replicates_to_support_tail", "alpha", alpha, 0, 0.5);
  return rounded_up(std::log(1 / alpha) / (2 * margin * margin));
}

// Solves g R - z sqrt(2 g R) = L for x = sqrt(g R).
std::uint64_t min_replicates_to_support_mean(double deviation, double margin, double alpha) {
  check_positive("min_replicates_to_support_mean", "deviation", deviation);
  check_positive("min_replicates_to_support_mean", "margin", margin);
  check_inside("min_replicates_to_support_mean", "alpha", alpha, 0, 1);
  const double growth = margin * margin / (2 * (deviation * deviation + margin * margin));
  const double half = kNormal995 / std::sqrt(2.0);
  const double root = half + std::sqrt(half * half + std::log(1 / alpha));
  return rounded_up(root * root / growth);
}

std::uint64_t min_replicates_to_refute_mean(double deviation, double departure, double alpha) {
  check_positive("min_replicates_to_refute_mean", "deviation", deviation);
  check_positive("min_replicates_to_refute_mean", "departure", departure);
  check_inside("min_replicates_to_refute_mean", "alpha", alpha, 0, 1);
  const double ratio = (std::sqrt(2 * std::log(8 / alpha)) + kNormal99) * deviation / departure;
  return rounded_up(ratio * ratio);
}

// Power is not monotone in R because counts are whole: doubling finds a start, bisection the first crossing near it,
// and a walk back over the sawtooth the least.
std::uint64_t min_replicates_to_refute_level(double level, double truth, double alpha, double miss_rate) {
  check_inside("min_replicates_to_refute_level", "level", level, 0, 1);
  check_inside("min_replicates_to_refute_level", "truth", truth, level, 1);
  check_inside("min_replicates_to_refute_level", "alpha", alpha, 0, 1);
  check_inside("min_replicates_to_refute_level", "miss_rate", miss_rate, 0, 1);
  const auto is_enough = [&](std::uint64_t n) {
    return binomial_upper_tail(critical_count(n, level, alpha), n, truth) >= 1 - miss_rate;
  };
  std::uint64_t high = 1;
  while (!is_enough(high)) high *= 2;
  std::uint64_t low = high / 2;
  while (high - low > 1) {
    const std::uint64_t middle = low + (high - low) / 2;
    (is_enough(middle) ? high : low) = middle;
  }
  const auto teeth = static_cast<std::uint64_t>(2 / level);
  for (std::uint64_t n = high > teeth ? high - teeth : 1; n < high; ++n)
    if (is_enough(n)) return n;
  return high;
}

}  // namespace mongecarlo
