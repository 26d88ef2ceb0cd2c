#pragma once
#include <vector>

#include "mongecarlo/transport/distance_pair.hpp"
#include "mongecarlo/transport/result.hpp"

namespace mongecarlo {

/// The objective of Gromov-Wasserstein with the square loss on plans P between a and b,
///
///     f(P) = sum_ijkl |D_ik - D'_jl|^2 P_ij P_kl = <G(P), P>,    G(P)_ij = q_i + q'_j - 2 (D P D')_ij,
///     q_i = sum_k D_ik^2 a_k,    q'_j = sum_l D'_jl^2 b_l,       gradient 2 G(P):
///
/// O(n m (n + m)) instead of n^2 m^2 (Peyre, Cuturi and Solomon 2016). Along P + t E, with K(P) = D P D',
///
///     f(P + t E) = f(P) + 2 t <G(P), E> - 2 t^2 <K(E), E>.
class GromovObjective {
 public:
  /// `pair` must outlive it.
  void prepare(const DistancePair& pair);

  /// K(P) = D P D' of a dense plan.
  void transform(const Matrix& plan, Matrix& image);
  /// The same of a plan with few entries, at half the cost.
  void transform(const std::vector<PlanEntry>& plan, Matrix& image);
  /// G(P) from K(P).
  void gradient(const Matrix& image, Matrix& gradient) const;
  /// f(P) from K(P).
  double value(const Matrix& plan, const Matrix& image) const;
  /// What rounding can do to value().
  double rounding() const;

 private:
  const DistancePair* pair_ = nullptr;
  Vector source_square_, target_square_;  // q, q'
  double constant_ = 0;                   // <a, q> + <b, q'>
  Matrix half_;
};

}  // namespace mongecarlo
