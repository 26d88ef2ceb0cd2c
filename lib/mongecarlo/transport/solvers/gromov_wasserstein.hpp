#pragma once
#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/transport/gromov_enumeration.hpp"
#include "mongecarlo/transport/gromov_objective.hpp"
#include "mongecarlo/transport/pairwise_exchange.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"

namespace mongecarlo {

/// Gromov-Wasserstein with the square loss (Memoli 2011),
///
///     GW = min over plans P of sum_ijkl |D_ik - D'_jl|^2 P_ij P_kl,
///
/// D and D' the distances within the source and within the target: problem.source_distances and target_distances, or
/// ground_cost between the points of a side (the two sides may have different dimensions). No root, no factor 1/2: two
/// points a side of equal weights give (d - d')^2 / 2.
///
/// The problem is not convex. Up to 8 points a side it is solved exactly where its weights allow it
/// (gromov_enumeration.hpp). Otherwise: conditional gradient with exact line search and exact transport as direction,
/// from the product plan, from the plan that matches profiles of distances, and from random plans, options.starts in
/// all, each descent being followed by pairwise exchanges where it ended in a permutation; the best is kept.
/// `converged` then says that the plan kept is stationary (no plan improves the linearised objective by more than
/// tolerance times the scale), not that it is optimal; what is certain is certified_objective, between the lower bound
/// of the profiles and the plan's value. The result does not depend on how the points are numbered, as far as their
/// profiles differ (distance_pair.hpp).
///
/// There are no potentials; dual_objective is the lower bound. At most min(max_iterations, 1000) steps a start, of
/// O(n m (n + m)) and one exact solution each.
class GromovWassersteinSolver final : public Solver {
 public:
  /// Throws std::domain_error unless tolerance > 0, max_iterations >= 1 and starts >= 1.
  explicit GromovWassersteinSolver(const SolverOptions& options);
  void solve(const Problem& problem, Result& result) override;

 private:
  struct Descent {
    Matrix plan, image;
    double value = 0;
    long long steps = 0;
    Termination termination = Termination::converged;
  };
  void enumerate(Result& result);
  void search(Result& result);
  void start_from(long long start, Descent& descent);
  void descend(Descent& descent);
  bool step(Descent& descent);
  bool exchange(Descent& descent);
  void take(const std::vector<PlanEntry>& plan, Descent& descent);
  void finish(const Descent& best, double bound, double rounding, Result& result);

  SolverOptions options_;
  DistancePair pair_;
  GromovEnumeration enumeration_;
  GromovObjective objective_;
  ExactSolver exact_;
  PairwiseExchange exchange_;
  std::vector<Index> partner_;
  Result bound_, direction_;
  Descent best_, current_;
  Matrix gradient_, image_, profile_cost_, random_cost_;
};

/// Checks what both Gromov-Wasserstein solvers read.
void check_gromov_options(const char* function, const SolverOptions& options);

namespace solvers {
extern const SolverFamily gromov_wasserstein;
}

}  // namespace mongecarlo
