#pragma once
#include <cmath>

namespace mongecarlo::models {

/// P(N(0, variance) <= x).
inline double normal_cdf(double x, double variance) { return 0.5 * std::erfc(-x / std::sqrt(2 * variance)); }

}  // namespace mongecarlo::models
