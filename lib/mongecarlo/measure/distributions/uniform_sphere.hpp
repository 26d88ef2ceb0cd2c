#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// Uniform law on the sphere of R^dimension about the origin. Mean 0, covariance r^2 / d I, diameter 2 r, marginal
/// (1 + X_j / r) / 2 ~ Beta((d - 1) / 2, (d - 1) / 2). d normals a draw.
/// Throws std::domain_error unless radius > 0, dimension >= 2.
DistributionPtr make_uniform_sphere(int dimension, double radius = 1);

namespace distributions {
extern const DistributionFamily uniform_sphere;
}

}  // namespace mongecarlo
