#pragma once
#include "mongecarlo/limit/entropic_limit.hpp"

namespace mongecarlo {

/// Limit laws of the Sinkhorn divergence S(a, b) = V(a, b) - V(a, a)/2 - V(b, b)/2 between empirical measures on one
/// finite space with a symmetric cost.
///
/// For a != b, rho (S(a_n, b_m) - S(a, b)) is normal in the limit, with influence functions f_ab - f_aa and g_ab -
/// g_bb. For a = b these vanish, and rho^2 S(a_n, a'_m) -> epsilon/2 sum_i s_i / (1 - s_i^2) Z_i^2 over the eigenvalues
/// s_i of diag(a)^(-1/2) P_aa diag(a)^(-1/2) without the 1: the same law for one sample, n S(a_n, a), and for two of
/// any sizes. A cost whose kernel is not positive definite has negative s_i, and S is negative with it. Gonzalez-Sanz,
/// Loubes and Niles-Weed (2022); Goldfeld, Kato, Rioux and Sadhu (2024). O(n^3) to make.
class SinkhornDivergenceLimit {
 public:
  /// Throws as EntropicLimit does, and unless the cost is square and symmetric (std::domain_error).
  SinkhornDivergenceLimit(const Matrix& cost, const Vector& a, const Vector& b, double epsilon);

  Termination termination() const;
  double value() const;
  Influence influence();
  LimitVariance variance() { return influence().variance(cross_.a(), cross_.b()); }

 private:
  EntropicLimit cross_, source_, target_;
};

/// The law for a = b, as above. Throws as SinkhornDivergenceLimit does.
WeightedChiSquare sinkhorn_divergence_null_law(const Matrix& cost, const Vector& a, double epsilon);

}  // namespace mongecarlo
