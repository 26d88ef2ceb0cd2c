#pragma once
#include <cmath>
#include <span>

namespace mongecarlo {

/// Sum in the order of arrival with Neumaier's compensation: error about 1 ulp of the result plus n eps^2 sum|x|,
/// and the same bits wherever it runs, since it never depends on the number of threads. Four flops a term.
class CompensatedSum {
 public:
  void add(double value) {
    const double total = sum_ + value;
    compensation_ += std::abs(sum_) >= std::abs(value) ? (sum_ - total) + value : (value - total) + sum_;
    sum_ = total;
  }
  double value() const { return sum_ + compensation_; }

 private:
  double sum_ = 0;
  double compensation_ = 0;
};

inline double compensated_sum(std::span<const double> values) {
  CompensatedSum sum;
  for (double value : values) sum.add(value);
  return sum.value();
}

}  // namespace mongecarlo
