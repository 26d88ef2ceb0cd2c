#pragma once
#include "mongecarlo/limit/sample_sizes.hpp"
#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// Variance of a limit law, by the side it comes from.
struct LimitVariance {
  double source = 0;  ///< Var_a of the influence function, what a sample of a alone brings
  double target = 0;
  /// Of rho (statistic - its limit): lambda source + (1 - lambda) target.
  double of(const SampleSizes& sizes) const { return sizes.source_share() * source + sizes.target_share() * target; }
};

/// First-order influence of the points of both marginals on a statistic S(a, b): source_i is the derivative along
/// (mass of one point i) - a. Then
///
///     rho (S(a_n, b_m) - S(a, b)) -> N(0, lambda Var_a source + (1 - lambda) Var_b target).
struct Influence {
  Vector source;
  Vector target;

  /// Centred variances: a constant that is added to an influence function changes nothing.
  /// Throws std::invalid_argument where sizes differ.
  LimitVariance variance(const Vector& a, const Vector& b) const;
};

}  // namespace mongecarlo
