#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// Uniform law on the circle of the plane about the origin. Mean 0, covariance r^2 / 2 I, diameter 2 r, arcsine
/// marginals. One uniform a draw. Throws std::domain_error unless radius > 0.
DistributionPtr make_circle(double radius = 1);

namespace distributions {
extern const DistributionFamily circle;
}

}  // namespace mongecarlo
