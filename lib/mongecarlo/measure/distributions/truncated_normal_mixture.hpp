#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// sum_c w_c N(centre_c, deviation_c^2 I) conditioned on [lower, upper]^d, each component on its own (so the weights
/// are those of the conditioned components). Centres are rows. One uniform for the component, one a coordinate. Throws
/// std::invalid_argument when sizes differ or are zero, std::domain_error for what make_truncated_normal refuses and
/// for weights that are negative or all zero.
DistributionPtr make_truncated_normal_mixture(const Vector& weights, const Points& centres, const Vector& deviations,
                                              double lower, double upper);

namespace distributions {
extern const DistributionFamily truncated_normal_mixture;
}

}  // namespace mongecarlo
