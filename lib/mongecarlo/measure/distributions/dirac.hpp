#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// The point mass at `point`. Throws std::invalid_argument for an empty point, std::domain_error for entries that are
/// not finite.
DistributionPtr make_dirac(const Vector& point);

namespace distributions {
extern const DistributionFamily dirac;
}

}  // namespace mongecarlo
