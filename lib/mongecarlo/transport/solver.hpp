#pragma once
#include <cstdint>
#include <memory>

#include "mongecarlo/transport/problem.hpp"
#include "mongecarlo/transport/result.hpp"

namespace mongecarlo {

/// How an entropic solver holds what it needs of n m entries.
enum class CostStorage {
  automatic,  ///< matrix, unless the cost comes from points, no plan is wanted and n m > kLargestStoredCost
  matrix,     ///< cost matrix and kernel, 16 n m bytes: the fastest while they fit
  computed  ///< no kernel, and no cost matrix where there are points: O((n + m) d) memory beside a plan that is wanted
};
inline constexpr Index kLargestStoredCost = Index{1} << 26;

/// How the kernel of an entropic solver is stored. Sums, values and certificates are in double precision either way.
enum class Precision {
  double_precision,
  single  ///< half the memory; marginal errors below some 1e-8 of the mass are out of reach, and said to be
};

/// What every solver reads; a solver ignores what it has no use for.
struct SolverOptions {
  double epsilon = 0;                 ///< entropic regularisation strength, in units of the cost; > 0 where used
                                      ///< (unbalanced: or 0)
  double tau_source = 0;              ///< marginal penalty on the source side, > 0 where used (unbalanced)
  double tau_target = 0;              ///< marginal penalty on the target side
  double tolerance = 1e-9;            ///< stop rule: marginal error (both sides, L1) over the mass
  long long max_iterations = 100000;  ///< iterations before Termination::iteration_limit
  bool want_plan = true;              ///< fill Result::plan or dense_plan
  bool want_potentials = true;
  CostStorage cost_storage = CostStorage::automatic;
  Precision precision = Precision::double_precision;
  long long starts = 8;         ///< of solvers that find local optima (Gromov-Wasserstein)
  std::uint64_t seed = 1;       ///< of the draws of stochastic and sliced solvers
  long long directions = 1000;  ///< of sliced solvers
};

/// Solves problems one after another, reusing its workspace and the result's memory: no allocation once the sizes have
/// been seen. Not for use by two threads at once; make one each.
class Solver {
 public:
  virtual ~Solver() = default;
  /// Solves `problem` into `result`. Throws std::invalid_argument or std::domain_error for a call that is not allowed;
  /// an algorithm that did not finish says so in result.termination, with a certificate that still holds.
  virtual void solve(const Problem& problem, Result& result) = 0;
};

using SolverPtr = std::unique_ptr<Solver>;

}  // namespace mongecarlo
