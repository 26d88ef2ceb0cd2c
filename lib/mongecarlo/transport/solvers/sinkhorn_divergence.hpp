#pragma once
#include "mongecarlo/transport/entropic_value.hpp"
#include "mongecarlo/transport/sinkhorn_iteration.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo {

/// Sinkhorn divergence S(a, b) = V(a, b) - V(a, a) / 2 - V(b, b) / 2 of entropic transport values (Feydy et al. 2019).
/// Needs points, since the self-terms have costs of their own; a cost matrix that comes along is not used. In the
/// result `transport_cost` is combined in the same way, f and g are the derivatives of S in a and b (up to constants),
/// the plan is that of V(a, b), errors and iterations are totals, and certified_objective encloses S.
class SinkhornDivergenceSolver final : public Solver {
 public:
  /// Throws as the entropic solver does.
  explicit SinkhornDivergenceSolver(const SolverOptions& options);
  /// Throws std::invalid_argument where points are missing.
  void solve(const Problem& problem, Result& result) override;
  /// The same without looking at the entries.
  void solve_unchecked(const Problem& problem, Result& result);
  /// Potentials of the self-terms of the last solve: f with plan a a^T exp((f_i + f_j - C_ij) / epsilon).
  const Vector& source_potential() const { return source_.result.f; }
  const Vector& target_potential() const { return target_.result.f; }

 private:
  struct Part {
    PreparedProblem problem;
    SinkhornIteration iteration;
    EntropicValue value;
    Result result;
  };
  void solve_cross(const Problem& problem);
  void solve_self(const VectorView& weights, const MatrixView& points, const Problem& problem, Part& part);

  SolverOptions options_;
  EntropicSettings settings_;
  Part cross_, source_, target_;
};

namespace solvers {
extern const SolverFamily sinkhorn_divergence;
}

}  // namespace mongecarlo
