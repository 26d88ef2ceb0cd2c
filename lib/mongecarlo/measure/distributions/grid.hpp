#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// A law on the regular grid of per_side^dimension points of [lower, upper]^dimension, the last coordinate running
/// fastest. Throws std::domain_error unless per_side >= 2, lower < upper, per_side^dimension <= 2^22;
/// std::invalid_argument when there are not as many weights as points.
DistributionPtr make_grid(int dimension, int per_side, double lower, double upper, const Vector& weights);
/// The same with equal weights.
DistributionPtr make_grid(int dimension, int per_side, double lower = 0, double upper = 1);

namespace distributions {
extern const DistributionFamily grid;
}

}  // namespace mongecarlo
