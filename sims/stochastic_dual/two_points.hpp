#pragma once
#include <array>

#include "mongecarlo/experiment/claim.hpp"
#include "mongecarlo/measure/points.hpp"

namespace mongecarlo::stochastic_dual {

/// Sources {0, 1} with weights (r, 1 - r), targets {0, 1} with weights (s, 1 - s), cost 0 where they agree and 1
/// elsewhere: the optimal plan solves a quadratic equation, and everything follows from it. Nothing here comes from a
/// solver.
struct TwoPoints {
  double r = 0.3, s = 0.6, epsilon = 0.5;
  int steps = 1000;

  CellParameters parameters() const { return {{"r", r}, {"s", s}, {"epsilon", epsilon}, {"steps", steps}}; }

  Vector a() const { return Vector{{r, 1 - r}}; }
  Vector b() const { return Vector{{s, 1 - s}}; }
  static double cost(Index i, Index j) { return i == j ? 0 : 1; }

  /// P_ij, by models/two_point_plan.hpp.
  double plan(Index i, Index j) const;
  /// V = <C, P> + epsilon KL(P | a x b).
  double value() const;
  /// V - H(v) for a potential v of the targets, H the semi-dual; V - D(u, v) for a pair.
  double gap(const Vector& v) const;
  double gap(const Vector& u, const Vector& v) const;
  /// One optimal pair: u_i + v_j = C_ij + epsilon log(P_ij / (a_i b_j)), v_0 = 0.
  std::array<double, 2> source_potential() const;
  std::array<double, 2> target_potential() const;
  /// u_i + v_j - epsilon exp((u_i + v_j - C_ij) / epsilon) at the optimal pair, without the constant.
  double printed_summand(Index i, Index j) const;

  /// sigma^2, sigma the second singular value of D_a^{-1/2} P D_b^{-1/2}.
  double squared_correlation() const;
  /// lim k E[V - H(vbar_k)] = (epsilon / 2) sigma^2 / (1 - sigma^2): tr(H^+ Sigma) / 2 with H the Hessian of the
  /// semi-dual and Sigma the covariance of the gradient at the optimum (Polyak and Juditsky 1992).
  double average_constant() const;
  /// lim E[V - H(v_k)] / gamma_k = tr(Sigma) / 4, gamma_k the last step.
  double last_constant() const;
};

}  // namespace mongecarlo::stochastic_dual
