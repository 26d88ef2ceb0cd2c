#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// Independent coordinates Beta(a, b) on [0, 1]. Drawn as a ratio of gammas (Marsaglia and Tsang 2000), or by Joehnk's
/// rejection (1964) where both shapes are at most one: exact, a few uniforms each.
/// Throws std::domain_error unless a, b > 0, dimension >= 1.
DistributionPtr make_beta_product(int dimension, double a, double b);

namespace distributions {
extern const DistributionFamily beta_product;
}

}  // namespace mongecarlo
