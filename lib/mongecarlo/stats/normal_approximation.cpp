#include "mongecarlo/stats/normal_approximation.hpp"

#include <algorithm>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo {

NormalApproximation::NormalApproximation(std::span<const Certified> records) : count_(records.size()) {
  check_not_empty("NormalApproximation", "records", static_cast<long long>(records.size()));
  const auto average = [&](auto part) {
    CompensatedSum sum;
    for (const Certified& record : records) sum.add(part(record));
    return sum.value() / static_cast<double>(count_);
  };
  is_finite_ = std::all_of(records.begin(), records.end(), [](const Certified& record) {
    return std::isfinite(record.lower) && std::isfinite(record.upper);
  });
  if (!is_finite_) return;
  mean_ = {average([](const Certified& record) { return record.lower; }),
           average([](const Certified& record) { return record.upper; })};
  const double centre = mean_.midpoint();
  const auto off = [centre](const Certified& record) { return record.midpoint() - centre; };
  const double spread = std::sqrt(average([&](const Certified& record) { return off(record) * off(record); }));
  const double gap = std::sqrt(average([](const Certified& record) { return 0.25 * record.gap() * record.gap(); }));
  const double bessel = count_ > 1 ? std::sqrt(static_cast<double>(count_) / (static_cast<double>(count_) - 1)) : 1;
  deviation_ = bessel * (spread + gap);
  if (spread <= 0) return;
  const auto third = [&](const Certified& record) { return std::pow(off(record) / spread, 3); };
  skewness_ = average(third);
  third_absolute_ = average([&](const Certified& record) { return std::abs(third(record)); });
}

double NormalApproximation::standard_error() const { return deviation_ / std::sqrt(static_cast<double>(count_)); }

std::pair<double, double> NormalApproximation::interval(double z) const {
  return {mean_.lower - z * standard_error(), mean_.upper + z * standard_error()};
}

std::string NormalApproximation::distrust(double z) const {
  constexpr double kLargestError = 0.05, kLargestTailShift = 0.5, kBerryEsseen = 0.4748;
  if (count_ < kFewest) return "few_replicates";
  const double root = std::sqrt(static_cast<double>(count_));
  const bool is_skewed = kBerryEsseen * third_absolute_ / root > kLargestError ||
                         std::abs(skewness_) * z * z * z / (3 * root) > kLargestTailShift;
  return is_skewed ? "skewed" : "";
}

double normal_quantile_above(double alpha) { return -standard_normal_quantile(alpha); }

}  // namespace mongecarlo
