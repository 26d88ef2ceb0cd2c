#pragma once
#include "mongecarlo/measure/distribution.hpp"

namespace mongecarlo {

/// The law of X + shift, with everything that is known exactly of X. For two such laws W_2 is known: W_2^2(X, X +
/// shift) = |shift|^2. Draws exactly what `law` draws. Throws std::invalid_argument when law is null or shift has
/// another size than its dimension, std::domain_error when shift is not finite.
DistributionPtr translate(DistributionPtr law, const Vector& shift);

}  // namespace mongecarlo
