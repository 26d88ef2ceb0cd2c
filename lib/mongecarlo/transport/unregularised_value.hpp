#pragma once
#include "mongecarlo/transport/prepared_problem.hpp"
#include "mongecarlo/transport/result.hpp"

namespace mongecarlo {

/// Values and enclosure of unbalanced transport without regularisation at a sparse plan P >= 0 and feasible potentials:
///
///     V(P) = <C, P> + tau_source KL(P 1 | a) + tau_target KL(P^T 1 | b)                                  from above,
///     D(f, g) = -tau_source <a, exp(-f / tau_source) - 1> - tau_target <b, exp(-g / tau_target) - 1>     from below.
///
/// Every term is formed without cancellation (log1p, expm1), so that the enclosure stays narrow for penalties far
/// larger than the cost. O(n + m + |plan|).
class UnregularisedValue {
 public:
  /// Reads the plan and the potentials of `result`, fills values, errors and enclosure.
  void fill(const PreparedProblem& problem, double tau_source, double tau_target, Termination termination,
            Result& result);

 private:
  struct Sum {
    double value = 0;
    double size = 0;  // of the terms, which relative rounding applies to
    void add(double term, double term_size) {
      value += term;
      size += term_size;
    }
  };
  void add_penalties(const Vector& sums, const Vector& weights, const Vector& potential, double tau);

  Vector row_sum_, column_sum_;
  Sum primal_, dual_;
  double error_ = 0;
};

}  // namespace mongecarlo
