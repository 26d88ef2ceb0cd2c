#pragma once
#include <math.h>  // NOLINT: lgamma_r is not in std

namespace mongecarlo {

/// log |Gamma(x)|, for several threads at a time: std::lgamma, and what of the standard library calls it, write the sign to
/// a global variable. O(1).
inline double log_gamma(double x) {
  int sign = 0;
  return ::lgamma_r(x, &sign);
}

}  // namespace mongecarlo
