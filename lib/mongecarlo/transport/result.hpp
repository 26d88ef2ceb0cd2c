#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// One entry of a sparse plan.
struct PlanEntry {
  Index source;
  Index target;
  double mass;
};

/// What a solver found. Three values share one optimiser P, none of them is called plain "cost":
///   transport_cost    T = <C, P>
///   objective         V = T + epsilon KL(P | a x b) [+ the marginal penalties of unbalanced transport]; exact: V = T
///   entropy_objective E = T + epsilon sum P log P (entropic kernels only)
/// dual_objective is the dual of `objective` at the reported potentials, which are feasible where the problem has
/// constraints on them. Fields a solver does not compute are nullopt (never -1 or NaN).
struct Result {
  double transport_cost = 0;
  double objective = 0;
  std::optional<double> entropy_objective;
  double dual_objective = 0;
  double duality_gap = 0;     ///< objective - dual_objective
  double marginal_error = 0;  ///< |P 1 - a|_1 + |P^T 1 - b|_1 (for unbalanced problems: of the optimality conditions)
  Termination termination = Termination::numerical_failure;
  long long iterations = 0;
  /// Enclosure of the optimal value: dual value of feasible potentials, primal value of a feasible (rounded) plan.
  Certified certified_objective;
  /// Enclosure of T where it can be certified (exact problems: same as the objective).
  std::optional<Certified> certified_transport_cost;

  /// Sliced transport, of the integral over all directions of which `objective` is an estimate: its standard error, and
  /// an interval that holds it with probability 0.999, or surely where the integral is known.
  std::optional<double> standard_error;
  std::optional<Certified> integral_interval;

  Vector f;                     ///< source potentials (n)
  Vector g;                     ///< target potentials (m)
  std::vector<PlanEntry> plan;  ///< sparse plans (exact, univariate, unbalanced without epsilon)
  Matrix dense_plan;  ///< dense plans (entropic, unbalanced with epsilon); empty where `plan` is used or a plan was not
                      ///< asked for

  /// No optional field has a value: each solver starts so, whatever another left in the result.
  void clear_optional();
  std::string brief_report() const;
};

}  // namespace mongecarlo
