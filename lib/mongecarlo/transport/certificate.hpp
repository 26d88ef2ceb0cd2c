#pragma once
#include <string>
#include <vector>

#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo {

/// What a result proves about a problem, found without solving it again and without any code of the solvers.
struct Certificate {
  /// Dual value of feasible potentials, primal value of the plan made feasible: the optimal value lies between.
  Certified objective;
  double marginal_error = 0;  ///< |P 1 - a|_1 + |P^T 1 - b|_1 as measured (unbalanced: of the optimality conditions)
  double infeasibility = 0;   ///< exact problems: max(f_i + g_j - C_ij, 0)
  std::vector<std::string> faults;  ///< what the result says that is not so; empty for a sound result

  bool is_sound() const { return faults.empty(); }
};

/// Checks `result` of the kind of problem that `family` solves with `options`. The result must carry its plan and its
/// potentials (std::invalid_argument). Potentials of exact problems are made feasible by a c-transform, plans are
/// rounded to the marginals; sums run in long double, and what rounding may do is added. A Sinkhorn divergence is three
/// problems in one, a sliced value as many as it has directions, Gromov-Wasserstein is none: all are refused
/// (std::invalid_argument). O(n m).
Certificate certify(const SolverFamily& family, const SolverOptions& options, const Problem& problem,
                    const Result& result);

}  // namespace mongecarlo
