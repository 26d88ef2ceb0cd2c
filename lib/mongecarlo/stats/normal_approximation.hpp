#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "mongecarlo/base/certified.hpp"

namespace mongecarlo {

/// The mean of certified records without a known range, by the central limit theorem:
///   [mean of lower ends - z s / sqrt(R), mean of upper ends + z s / sqrt(R)],
/// s the standard deviation of the midpoints plus the root mean square of the half gaps, which bounds the standard
/// deviation of the records whatever lies inside the enclosures.
///
/// Asymptotic only. It is trusted when R >= 5000, the Berry-Esseen bound .4748 E|X - mu|^3 / (s^3 sqrt R) (shevtsova:11)
/// is at most .05, and |skewness| z^3 / (3 sqrt R) is at most 1/2: to first order, the tail of Student's
/// statistic beyond z is the normal one times exp(-+ skewness z^3 / (3 sqrt R)), so that one tail is at most 1.65
/// times, and both together at most 1.13 times, what they are taken for. Third moments are estimated: it is a check,
/// not a proof.
class NormalApproximation {
 public:
  static constexpr std::uint64_t kFewest = 5000;

  /// O(records). Throws std::invalid_argument when there are none.
  explicit NormalApproximation(std::span<const Certified> records);

  bool is_finite() const { return is_finite_; }  ///< false: a record without a finite end, and nothing below means much
  Certified mean() const { return mean_; }
  double variance() const { return deviation_ * deviation_; }
  double standard_error() const;
  /// Both ends at one-sided level z.
  std::pair<double, double> interval(double z) const;
  /// Empty when the tails up to z can be trusted, else the reason as a flag: "few_replicates" or "skewed".
  std::string distrust(double z) const;

 private:
  std::uint64_t count_ = 0;
  bool is_finite_ = true;
  Certified mean_;
  double deviation_ = 0;
  double skewness_ = 0, third_absolute_ = 0;  // of standardised records
};

/// Normal quantile beyond which lies alpha.
double normal_quantile_above(double alpha);

}  // namespace mongecarlo
