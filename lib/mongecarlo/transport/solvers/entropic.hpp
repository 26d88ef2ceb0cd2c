#pragma once
#include "mongecarlo/transport/entropic_value.hpp"
#include "mongecarlo/transport/sinkhorn_iteration.hpp"
#include "mongecarlo/transport/solver_family.hpp"
#include "mongecarlo/transport/spare_potentials.hpp"

namespace mongecarlo {

/// Entropic optimal transport V = min <C, P> + epsilon KL(P | a x b) over plans with marginals a, b (product-KL
/// convention, theory 0.3), by accelerated Sinkhorn iteration. O(n m) an iteration and O(n m) memory, or
/// O((n + m) d) where costs are computed (SolverOptions::cost_storage).
class EntropicSolver final : public Solver {
 public:
  /// Throws std::domain_error unless epsilon > 0, tolerance > 0, max_iterations >= 1.
  explicit EntropicSolver(const SolverOptions& options);
  void solve(const Problem& problem, Result& result) override;
  /// The same without looking at the entries.
  void solve_unchecked(const Problem& problem, Result& result);

 private:
  SolverOptions options_;
  EntropicSettings settings_;
  PreparedProblem prepared_;
  SinkhornIteration iteration_;
  EntropicValue value_;
  SparePotentials spare_{options_};
};

/// Checks what all entropic solvers read.
void check_entropic_options(const char* function, const SolverOptions& options);
/// The settings that the options ask for, without penalties.
EntropicSettings entropic_settings(const SolverOptions& options);
/// Prepares the problem for them, and sets how the kernel is kept: settings.kernel is what this problem needs.
void prepare_entropic(const Problem& problem, const SolverOptions& options, bool wants_plan, const char* function,
                      PreparedProblem& prepared, EntropicSettings& settings);

namespace solvers {
extern const SolverFamily entropic;
}

}  // namespace mongecarlo
