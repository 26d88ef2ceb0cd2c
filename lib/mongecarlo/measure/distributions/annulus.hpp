#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// A circle in the plane with bounded radial noise: (radius + V)(cos t, sin t), V uniform on [-noise, noise], t
/// uniform. (Not the uniform law on the area.) Mean 0, covariance (radius^2 + noise^2 / 3) / 2 I, diameter 2 (radius +
/// noise). Throws std::domain_error unless radius > 0 and 0 <= noise <= radius.
DistributionPtr make_annulus(double radius, double noise);

namespace distributions {
extern const DistributionFamily annulus;
}

}  // namespace mongecarlo
