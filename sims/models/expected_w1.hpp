#pragma once
#include "models/uniform_intervals.hpp"

namespace mongecarlo::models {

/// E W_1(alpha_n, beta_n) of samples of n points from both intervals, by quadrature of
///
///     int E |F_n(t) - G_n(t)| dt,    n F_n(t) ~ Bin(n, F(t)), n G_n(t) ~ Bin(n, G(t)) independent,
///
/// with GSL (adaptive, breakpoints at the ends of the intervals). The enclosure is the quadrature's own error estimate.
Certified expected_w1(const UniformIntervals& setting);

}  // namespace mongecarlo::models
