#pragma once
#include "mongecarlo/limit/bootstrap.hpp"

namespace mongecarlo {

// What a Bootstrap of Wasserstein distances resamples. Each holds a solver of its own, and a copy of it another one.

/// W_p(a, b) = (min <d^p, P>)^(1/p) for distances d between the points of a and of b; one exact solve a value.
/// Throws std::domain_error for distances that are negative or not finite, or p < 1.
StatisticOfLaws wasserstein_distance(const Matrix& distance, double p);

/// (max over u of <g - h, u>)^(1/p), the derivative of W_p^p at a = b, rooted: the limit of rho^(1/p) W_p along rho
/// (a_n
/// - a) -> g and rho (b_m - b) -> h. For Bootstrap::directional of the pooled measure. Points that `law` has no mass on
/// are left out, as WassersteinNullLaw does; directions have no mass there. Throws as WassersteinNullLaw.
StatisticOfLaws wasserstein_null_derivative(const Matrix& distance, const Vector& law, double p);

/// The derivative of W_p at a != b, the maximum over the optimal potentials of (a, b). As the estimate of a derivative
/// it is consistent where these are unique; else a_n and b_m choose among them, m out of n resamples do not. Throws as
/// WassersteinAlternativeLaw.
StatisticOfLaws wasserstein_derivative(const Matrix& distance, const Vector& a, const Vector& b, double p);

}  // namespace mongecarlo
