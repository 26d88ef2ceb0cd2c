#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// Independent coordinates Beta(a, b) on [0, 1]. By inversion: about a microsecond a coordinate.
/// Throws std::domain_error unless a, b > 0, dimension >= 1.
DistributionPtr make_beta_product(int dimension, double a, double b);

namespace distributions {
extern const DistributionFamily beta_product;
}

}  // namespace mongecarlo
