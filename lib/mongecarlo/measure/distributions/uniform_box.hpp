#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// Uniform law on the box prod_j [lower_j, upper_j]. Throws std::invalid_argument when the sizes differ or are zero,
/// std::domain_error unless lower_j < upper_j.
DistributionPtr make_uniform_box(const Vector& lower, const Vector& upper);

namespace distributions {
extern const DistributionFamily uniform_box;
}

}  // namespace mongecarlo
