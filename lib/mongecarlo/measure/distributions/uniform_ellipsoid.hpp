#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// Uniform law on the solid ellipsoid {sum_j (x_j / a_j)^2 <= 1}. Mean 0, covariance diag(a_j^2) / (d + 2), diameter
/// 2 max_j a_j, marginal (1 + X_j / a_j) / 2 ~ Beta((d + 1) / 2, (d + 1) / 2). d normals and one uniform a draw.
/// Throws std::invalid_argument without axes, std::domain_error unless every a_j > 0.
DistributionPtr make_uniform_ellipsoid(const Vector& semi_axes);

namespace distributions {
extern const DistributionFamily uniform_ellipsoid;
}

}  // namespace mongecarlo
