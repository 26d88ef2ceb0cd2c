#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// Two half circles that face each other, with bounded noise: with equal probability (cos t - 1/2, sin t - 1/4) or its
/// mirror image through the origin, t uniform on [0, pi], plus a point uniform in the disc of radius `noise`.
/// Mean 0, diameter sqrt(9.25) + 2 noise, marginal laws by quadrature (error about 1e-9).
/// Throws std::domain_error unless noise >= 0.
DistributionPtr make_two_moons(double noise);

namespace distributions {
extern const DistributionFamily two_moons;
}

}  // namespace mongecarlo
