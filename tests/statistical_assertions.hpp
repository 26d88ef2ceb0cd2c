#pragma once
#include <algorithm>
#include <boost/math/distributions/chi_squared.hpp>
#include <cmath>
#include <ostream>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace mongecarlo::testing {

/// The outcome of a statistical assertion. Use as CHECK(test), and CHECK_FALSE(twin) for the negative twin.
struct StatisticalTest {
  std::string what;
  double statistic = 0;
  double threshold = 0;  ///< rejected above it
  double false_alarm_rate = 0;
  /// A law that is off by this much (in the units of the statistic's discrepancy) is rejected with probability at least
  /// 1 - false_alarm_rate.
  double detectable_discrepancy = 0;

  bool accepted() const { return statistic <= threshold; }
  explicit operator bool() const { return accepted(); }
  friend std::ostream& operator<<(std::ostream& out, const StatisticalTest& test) {
    return out << test.what << (test.accepted() ? " accepted: " : " rejected: ") << test.statistic << " against "
               << test.threshold << ", false alarms " << test.false_alarm_rate << ", detects "
               << test.detectable_discrepancy;
  }
};

/// Is `sample` i.i.d. with distribution function `cdf`? Statistic sup |F_n - F| over at most 2000 sample points; the
/// threshold sqrt(log(2 / rate) / 2n) holds for every n and every law (Dvoretzky-Kiefer-Wolfowitz with Massart's
/// constant). Discrepancy: sup |F - G|; skipping sample points costs at most 1/2000 of it.
template <class Cdf>
StatisticalTest has_cdf(std::vector<double> sample, const Cdf& cdf, double false_alarm_rate) {
  std::sort(sample.begin(), sample.end());
  const std::size_t n = sample.size(), stride = std::max<std::size_t>(1, n / 2000);
  const double threshold = std::sqrt(std::log(2 / false_alarm_rate) / (2 * static_cast<double>(n)));
  double farthest = 0;
  for (std::size_t i = 0; i < n; i += stride) {
    const auto [first, last] = std::equal_range(sample.begin(), sample.end(), sample[i]);
    const double at = static_cast<double>(last - sample.begin()) / static_cast<double>(n);
    const double before = static_cast<double>(first - sample.begin()) / static_cast<double>(n);
    // F(x-) is at most F(x), so for laws with atoms only the two sides that stay valid are used.
    farthest = std::max({farthest, std::abs(at - cdf(sample[i])), before - cdf(sample[i])});
  }
  const double skipped = static_cast<double>(stride) / static_cast<double>(n);
  return {"distribution function (DKW)", farthest, threshold, false_alarm_rate, 2 * threshold + skipped};
}

/// Do `counts` come from independent draws with these probabilities? Pearson's statistic with its asymptotic law: every
/// expected count must be at least 25, else std::invalid_argument. Discrepancy: sqrt(sum (q - p)^2 / p), from Birge's
/// tail bound of the noncentral chi-square law.
inline StatisticalTest has_frequencies(std::span<const double> counts, std::span<const double> probabilities,
                                       double false_alarm_rate) {
  double n = 0, statistic = 0;
  for (const double count : counts) n += count;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double expected = n * probabilities[i];
    if (expected < 25) throw std::invalid_argument("has_frequencies: an expected count is below 25");
    statistic += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  const double degrees = static_cast<double>(counts.size()) - 1, x = std::log(1 / false_alarm_rate);
  const double threshold = boost::math::quantile(
      boost::math::complement(boost::math::chi_squared_distribution<double>(degrees), false_alarm_rate));
  const double excess = threshold - degrees;
  const double noncentrality = excess + 4 * x + std::sqrt(8 * excess * x + 16 * x * x + 4 * x * degrees);
  return {"frequencies (chi-square)", statistic, threshold, false_alarm_rate, std::sqrt(noncentrality / n)};
}

/// Is the mean of i.i.d. numbers from an interval of length `range` equal to `mean`? Empirical Bernstein bound of
/// Maurer and Pontil 2009, both sides: sqrt(2 V log(4 / rate) / n) + 7 range log(4 / rate) / (3 (n - 1)), for every n
/// >= 2. Discrepancy: |E X - mean|.
inline StatisticalTest has_mean(std::span<const double> sample, double mean, double range, double false_alarm_rate) {
  const double n = static_cast<double>(sample.size()), x = std::log(4 / false_alarm_rate);
  double average = 0, variance = 0;
  for (const double value : sample) average += value / n;
  for (const double value : sample) variance += (value - average) * (value - average) / (n - 1);
  const double threshold = std::sqrt(2 * variance * x / n) + 7 * range * x / (3 * (n - 1));
  return {"mean (empirical Bernstein)", std::abs(average - mean), threshold, false_alarm_rate, 2 * threshold};
}

}  // namespace mongecarlo::testing
