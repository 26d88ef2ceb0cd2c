#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// Independent coordinates N(mean, deviation^2) conditioned on [lower, upper]. By inversion from the nearer tail;
/// moments by Gauss-Kronrod quadrature, relative error about 1e-14. Throws std::domain_error unless deviation > 0,
/// lower < upper, and the interval has mass (above about 1e-300).
DistributionPtr make_truncated_normal(int dimension, double mean, double deviation, double lower, double upper);

/// Coordinate j is N(mean_j, deviation^2) conditioned on [lower, upper].
DistributionPtr make_truncated_normal(const Vector& mean, double deviation, double lower, double upper);

namespace distributions {
extern const DistributionFamily truncated_normal;
}

}  // namespace mongecarlo
