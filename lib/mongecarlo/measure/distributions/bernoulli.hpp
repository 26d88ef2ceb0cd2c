#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// Independent coordinates: `high` with the given probability, else `low`. A finite law of 2^dimension atoms,
/// coordinate j of atom i being bit j of i. Throws std::domain_error unless 0 <= probability <= 1, low < high, 1 <=
/// dimension <= 16.
DistributionPtr make_bernoulli(double probability, int dimension = 1, double low = 0, double high = 1);

namespace distributions {
extern const DistributionFamily bernoulli;
}

}  // namespace mongecarlo
