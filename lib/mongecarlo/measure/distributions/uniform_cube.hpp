#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// Uniform law on the cube [lower, upper]^dimension. Throws std::domain_error unless lower < upper, dimension >= 1.
DistributionPtr make_uniform_cube(int dimension, double lower = 0, double upper = 1);

namespace distributions {
extern const DistributionFamily uniform_cube;
}

}  // namespace mongecarlo
