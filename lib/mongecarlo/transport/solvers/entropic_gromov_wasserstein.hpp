#pragma once
#include "mongecarlo/transport/gromov_objective.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"

namespace mongecarlo {

/// Entropic Gromov-Wasserstein (Peyre, Cuturi and Solomon 2016) with the square loss, in product-KL convention:
///
///     min over plans P of sum_ijkl |D_ik - D'_jl|^2 P_ij P_kl + epsilon KL(P | a x b).
///
/// Each step linearises the first term and solves the entropic transport problem that is left, Q = argmin <2 G(P), Q> +
/// epsilon KL(Q | a x b); then goes to Q, or only part of the way where the objective would not fall enough (for
/// distances of negative type the whole way always does). From the product plan, from the plan that matches profiles of
/// distances, and from random plans, options.starts in all; the best is kept. `converged` says that the plan kept is
/// stationary to within tolerance times the scale. The enclosure of the optimum: below the entropic transport value
/// with the profile cost (profile_cost.hpp), above the value of the plan, made admissible. transport_cost is the first
/// term. At most min(max_iterations, 1000) steps a start, of O(n m (n + m)) and one entropic solution each.
class EntropicGromovWassersteinSolver final : public Solver {
 public:
  /// Throws std::domain_error as the entropic solver does, and unless starts >= 1.
  explicit EntropicGromovWassersteinSolver(const SolverOptions& options);
  void solve(const Problem& problem, Result& result) override;

 private:
  struct Descent {
    Matrix plan, image;
    double value = 0;  ///< with the entropy
    long long steps = 0;
    Termination termination = Termination::converged;
  };
  void start_from(long long start, Descent& descent);
  void descend(Descent& descent);
  bool step(Descent& descent);
  void solve_entropic(const Matrix& cost, Result& result);
  double entropy(const Matrix& plan) const;
  double entropy_on_the_way(double length) const;
  void make_admissible(Matrix& plan);
  void finish(Descent& best, Result& result);

  SolverOptions options_;
  DistancePair pair_;
  GromovObjective objective_;
  EntropicSolver entropic_;
  ExactSolver exact_;
  Result bound_, direction_, corner_;
  Descent best_, current_;
  Matrix gradient_, image_, way_, cost_;
  Vector row_, column_;
};

namespace solvers {
extern const SolverFamily entropic_gromov_wasserstein;
}

}  // namespace mongecarlo
