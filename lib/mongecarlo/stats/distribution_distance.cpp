#include "mongecarlo/stats/distribution_distance.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace mongecarlo {
namespace {

double at(const std::function<double(double)>& function, double x) {
  if (std::isinf(x)) return x > 0 ? 1 : 0;
  const double p = function(x);
  if (!(p >= -1e-12 && p <= 1 + 1e-12))
    throw std::logic_error(fmt::format("kolmogorov_distance: the distribution function is {} at {}", p, x));
  return p;
}

/// sup (F - G)+ and sup (G - F)+ for one sample.
struct Excess {
  double over = 0;
  double under = 0;
};

// F - G is largest on a step at its left end, G - F just before the next step.
Excess excess(const EmpiricalDistribution& sample, const Law& law) {
  const auto values = sample.sorted();
  const auto count = static_cast<double>(values.size());
  Excess result;
  for (std::size_t i = 0; i < values.size();) {
    std::size_t next = i + 1;
    while (next < values.size() && values[next] == values[i]) ++next;
    const double at_value = at(law.cdf, values[i]);
    const double before = law.left ? at(law.left, values[i]) : at_value;
    // At -infinity there is nothing to the left, and beyond +infinity nothing to the right.
    if (values[i] < HUGE_VAL) result.over = std::max(result.over, static_cast<double>(next) / count - at_value);
    if (values[i] > -HUGE_VAL) result.under = std::max(result.under, before - static_cast<double>(i) / count);
    i = next;
  }
  return result;
}

}  // namespace

// The true F_R lies between that of the upper ends and that of the lower ends.
Certified kolmogorov_distance(const EmpiricalDistribution& lower, const EmpiricalDistribution& upper, const Law& law) {
  const Excess of_lower = excess(lower, law), of_upper = excess(upper, law);
  return {std::max(of_upper.over, of_lower.under), std::max(of_lower.over, of_upper.under)};
}

}  // namespace mongecarlo
