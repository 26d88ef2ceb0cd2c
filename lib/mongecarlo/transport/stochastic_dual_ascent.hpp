#pragma once
#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// Stochastic ascent on the dual of entropic transport between discrete laws of mass one, both sides drawn:
///
///     V = max over (u, v) of E_{i ~ a, j ~ b}[ u_i + v_j - epsilon exp((u_i + v_j - C_ij) / epsilon) + epsilon ],
///
/// the constant + epsilon being part of the value (without it, the maximum is V - epsilon). A pair (i, j) moves u_i and
/// v_j alone, by delta = gamma_k (1 - exp((u_i + v_j + 2 delta - C_ij) / epsilon)): the implicit step, since the
/// explicit one overflows wherever u_i + v_j is far above C_ij. gamma_k = n epsilon / sqrt k, n the larger side. O(1) a
/// step. The average of the iterates is what converges.
class StochasticDualAscent {
 public:
  void start(Index n, Index m, double epsilon);
  /// One step with a pair that was drawn, whose cost is `cost`.
  void step(Index i, Index j, double cost);

  long long steps() const { return k_; }
  const Vector& last_source() const { return u_.last; }
  const Vector& last_target() const { return v_.last; }
  /// Averages of the iterates, written to u (n) and v (m); O(n + m).
  void average(Vector& u, Vector& v) const;

 private:
  // sum_{t <= k} x_t = k x_k - sum_{t <= k} (t - 1) delta_t: averages cost nothing for entries that do not move.
  struct Side {
    Vector last, delayed;
    void reset(Index size);
    void move(Index i, double delta, double before);
    void average(double k, Vector& out) const;
  };
  double length(double excess, double gamma) const;

  double epsilon_ = 1;
  double largest_ = 1;
  long long k_ = 0;
  Side u_, v_;
};

}  // namespace mongecarlo
