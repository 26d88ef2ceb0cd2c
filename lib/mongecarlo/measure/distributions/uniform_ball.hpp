#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// Uniform law on the ball of R^dimension about the origin. Mean 0, covariance r^2 / (d + 2) I, diameter 2 r.
/// Throws std::domain_error unless radius > 0, dimension >= 1.
DistributionPtr make_uniform_ball(int dimension, double radius = 1);

namespace distributions {
extern const DistributionFamily uniform_ball;
}

}  // namespace mongecarlo
