#pragma once
#include "mongecarlo/limit/influence.hpp"
#include "mongecarlo/limit/weighted_chi_square.hpp"
#include "mongecarlo/transport/entropic_derivatives.hpp"
#include "mongecarlo/transport/result.hpp"

namespace mongecarlo {

/// The three values of entropic transport (result.hpp): one optimiser, three limit laws.
enum class EntropicStatistic : std::uint8_t {
  objective,          ///< V = <C, P> + epsilon KL(P | a x b)
  entropy_objective,  ///< E = <C, P> + epsilon sum P log P
  transport_cost      ///< T = <C, P>
};

/// Limit laws of entropic transport between the empirical measures a_n, b_m of a problem on finite spaces, for n, m ->
/// infinity (n / m fixed). rho and lambda: sample_sizes.hpp.
///
/// First order: rho (S(a_n, b_m) - S(a, b)) is normal in the limit, for S = V with influence functions f and g (Bigot,
/// Cazelles and Papadakis 2019), E with f + epsilon log a and g + epsilon log b, T and the plan by implicit
/// differentiation (Klatt, Tameling and Munk 2020), T^(1/p) by the chain rule. Second order, with the singular values
/// sigma of diag(a)^(-1/2) P diag(b)^(-1/2) without the 1: V has the bias
///
///     E V(a_n, b_m) - V = epsilon/2 (1/n + 1/m) sum sigma^2 / (1 - sigma^2) + o(1/n),
///
/// and where f and g are constant (translation-invariant costs on a group), rho (V_nm - V) tends to 0 and
///
///     rho^2 (V_nm - V) -> sum over sigma of epsilon / (1 - sigma^2) (sigma^2/2 (lambda z^2 + (1 - lambda) w^2)
///                         - sigma sqrt(lambda (1 - lambda)) z w),        z, w independent standard normal,
///
/// a weighted chi-square law with weights of both signs. O(n m min(n, m)) to make.
class EntropicLimit {
 public:
  /// Solves the problem to a marginal error of 1e-14. Throws std::domain_error for weights that are not positive
  /// probabilities, bad costs or epsilon, std::invalid_argument for sizes that do not fit.
  EntropicLimit(const Matrix& cost, const Vector& a, const Vector& b, double epsilon);

  /// Unless converged, nothing here is to be relied on.
  Termination termination() const;
  const Vector& a() const { return a_; }
  const Vector& b() const { return b_; }
  const Matrix& plan() const { return derivatives_.plan(); }
  const Vector& singular_values() const { return singular_values_; }

  double value(EntropicStatistic statistic) const;
  Influence influence(EntropicStatistic statistic);
  /// Of T^(1/p). Throws std::domain_error unless p >= 1 and T > 0.
  Influence rooted_influence(double p);
  /// Of <weight, P> for a fixed matrix.
  Influence plan_sum_influence(const MatrixView& weight);
  LimitVariance variance(const Influence& influence) const { return influence.variance(a_, b_); }
  LimitVariance variance(EntropicStatistic statistic) { return variance(influence(statistic)); }

  /// Covariance of the limit of rho (P(a_n, b_m) - P), entries of P row by row: lambda J_a Sigma_a J_a^T + (1 - lambda)
  /// J_b Sigma_b J_b^T with Sigma_a = diag(a) - a a^T. Of rank n + m - 2 at most. O((n m)^2 (n + m)) time.
  Matrix plan_covariance(const SampleSizes& sizes);

  /// lim n (E V(a_n, b) - V) = epsilon/2 sum sigma^2 / (1 - sigma^2); each side adds this much over its sample size.
  double bias_constant() const;
  /// Limit of rho^2 (V_nm - V) where V's influence functions vanish (not checked: see variance).
  WeightedChiSquare degenerate_law(const SampleSizes& sizes) const;

 private:
  Matrix cost_;
  Vector a_, b_;
  double epsilon_;
  Result result_;
  EntropicDerivatives derivatives_;
  Vector singular_values_;
};

}  // namespace mongecarlo
