#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// The empirical law of given data: independent draws with replacement from the rows of `points`, with equal weights or
/// the given ones. This is how a user's own data become a population. Cost and errors as in FiniteLaw.
DistributionPtr make_resampled(Points points, const std::optional<Vector>& weights = std::nullopt);

namespace distributions {
extern const DistributionFamily resampled;
}

}  // namespace mongecarlo
