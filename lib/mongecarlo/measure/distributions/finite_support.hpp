#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// The law sum_i w_i delta_{x_i}; weights are divided by their sum (see FiniteLaw for cost and errors).
DistributionPtr make_finite_support(Points points, Vector weights);

namespace distributions {
extern const DistributionFamily finite_support;
}

}  // namespace mongecarlo
