#pragma once
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/transport/problem.hpp"

namespace mongecarlo::models {

/// One entropic problem: costs, weights, epsilon.
struct EntropicProblem {
  Matrix costs;
  Vector a, b;
  double epsilon = 0.1;

  Problem problem() const { return {.cost = view(costs), .a = view(a), .b = view(b)}; }
  /// osc(C): the largest less the smallest cost.
  double oscillation() const { return costs.maxCoeff() - costs.minCoeff(); }
  /// Contraction of one half-step in Hilbert's metric, tanh(log(eta) / 4), eta = max K_ik K_jl / (K_jk K_il)
  /// (Franklin and Lorenz 1989). O(n^2 m^2).
  double contraction() const;
};

/// Points of the unit square with squared distances, random weights bounded away from zero.
struct RandomSetting {
  int n = 8, m = 6;
  double epsilon = 0.1;
  CellParameters parameters() const { return {{"n", n}, {"m", m}, {"epsilon", epsilon}}; }
  EntropicProblem draw(const Stream& stream) const;
};

/// Two points at distance 1 whose weights (1 - t, t) are swapped: at small epsilon a cycle of Sinkhorn moves little.
EntropicProblem swapped_weights(double t, double epsilon);

/// The plain iteration, by logarithms: f = -eps log sum_j b_j exp((g_j - C_ij) / eps), and g likewise. Nothing that
/// could change its rate; the solvers of the library are accelerated and are not what the theorems speak of.
class PlainSinkhorn {
 public:
  /// Starts at f = 0, g = 0. The problem must outlive it.
  explicit PlainSinkhorn(const EntropicProblem& problem);
  /// Back to f = 0, g = 0; nothing here but plan() allocates.
  void restart();

  void update_rows();
  void update_columns();
  void cycle() {
    update_rows();
    update_columns();
  }

  Vector f, g;

  /// |P 1 - a|_1 of the plan that the next update_rows() starts from, found on its way.
  double update_rows_and_tell_violation();

  /// P_ij = a_i b_j exp((f_i + g_j - C_ij) / eps).
  double plan(Index i, Index j) const;
  Matrix plan() const;
  /// <f, a> + <g, b> - eps (sum P - 1).
  double dual() const;

 private:
  const EntropicProblem* problem_;
};

/// Hilbert's distance of the scalings exp(f / eps), exp(h / eps): osc(f - h) / eps.
double hilbert_distance(const Vector& f, const Vector& h, double epsilon);

/// sum x log(x / y) - x + y; 0 log 0 = 0.
template <class X, class Y>
double kullback_leibler(const X& x, const Y& y) {
  double sum = 0;
  for (Index i = 0; i < x.size(); ++i) sum += (x(i) > 0 ? x(i) * std::log(x(i) / y(i)) : 0.0) - x(i) + y(i);
  return sum;
}

/// A slack for holds_always: how much of the tolerance a residual leaves.
inline Certified within(double tolerance, const Certified& residual) {
  return Certified(tolerance) - absolute(residual);
}

}  // namespace mongecarlo::models
