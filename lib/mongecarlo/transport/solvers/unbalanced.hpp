#pragma once
#include "mongecarlo/transport/entropic_value.hpp"
#include "mongecarlo/transport/forest_ascent.hpp"
#include "mongecarlo/transport/sinkhorn_iteration.hpp"
#include "mongecarlo/transport/solver_family.hpp"
#include "mongecarlo/transport/spare_potentials.hpp"
#include "mongecarlo/transport/unregularised_value.hpp"

namespace mongecarlo {

/// Unbalanced entropic transport
///   V = min over P >= 0 of <C, P> + epsilon KL(P | a x b) + tau_source KL(P 1 | a) + tau_target KL(P^T 1 | b),
/// KL(x | y) = sum x log(x / y) - x + y, masses of a and b free. The objective is the value of the plan itself (every
/// plan is feasible), the dual value is
///   -tau_source <a, exp(-f / tau_source) - 1> - tau_target <b, exp(-g / tau_target) - 1>
///   - epsilon <a x b, exp((f + g - C) / epsilon) - 1>.
/// At the optimum V = tau_source |a| + tau_target |b| + epsilon |a||b| - (epsilon + tau_source + tau_target) |P|.
///
/// epsilon > 0: accelerated Sinkhorn iteration, a dense plan. epsilon = 0: ForestAscent, exact up to rounding, a sparse
/// plan on a forest (at most n + m - 1 entries) and potentials with f + g <= C; Chapel, Flamary, Wu, Fevotte and Gasso
/// (2021) treat the same problem by majorisation and minimisation. Costs may be negative as long as
/// exp(-C / (tau_source + tau_target)) stays below 1e260.
class UnbalancedSolver final : public Solver {
 public:
  /// Throws std::domain_error unless epsilon >= 0, both tau and tolerance are > 0 and max_iterations >= 1.
  explicit UnbalancedSolver(const SolverOptions& options);
  void solve(const Problem& problem, Result& result) override;
  /// The same without looking at the entries.
  void solve_unchecked(const Problem& problem, Result& result);

 private:
  void solve_regularised(const Problem& problem, Result& result);
  void solve_unregularised(const Problem& problem, Result& result);

  SolverOptions options_;
  EntropicSettings settings_;
  PreparedProblem prepared_;
  SinkhornIteration iteration_;
  EntropicValue value_;
  ForestAscent ascent_;
  UnregularisedValue unregularised_value_;
  SparePotentials spare_{options_};
};

namespace solvers {
extern const SolverFamily unbalanced;
}

}  // namespace mongecarlo
