#pragma once
#include "mongecarlo/transport/assignment.hpp"
#include "mongecarlo/transport/network_simplex.hpp"
#include "mongecarlo/transport/prepared_problem.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo {

/// Unregularised optimal transport min <C, P> over plans with marginals a, b; any weights, any sizes.
/// Equal weights on equal numbers of points: shortest augmenting paths (assignment.hpp). Otherwise the network simplex
/// method (network_simplex.hpp). Both give potentials; f is their c-transform, so that the dual value is a lower bound
/// whatever rounding did. The upper end is the plan's cost plus what its marginal error can be worth.
class ExactSolver final : public Solver {
 public:
  explicit ExactSolver(const SolverOptions& options) : options_(options) {}

  void solve(const Problem& problem, Result& result) override;
  /// The same without looking at the entries: for loops whose problems are right by construction. A NaN, a negative
  /// weight or masses that differ give an undefined result.
  void solve_unchecked(const Problem& problem, Result& result);

  /// Equal weights 1/n on both sides, square finite cost, unchecked: the enclosure of min over permutations of
  /// (1/n) sum_i C[i, s(i)]. partners() then holds s.
  Certified solve_uniform(const MatrixView& cost);
  std::span<const Index> partners() const { return assignment_.partners(); }
  /// Dual prices of the columns after solve_uniform.
  std::span<const double> column_prices() const { return assignment_.column_prices(); }

 private:
  void solve_assignment(Result& result);
  void solve_network(Result& result);
  void bound_below(const double* g, Result& result);
  void finish(Result& result);

  SolverOptions options_;
  PreparedProblem prepared_;
  Assignment assignment_;
  NetworkSimplex simplex_;
  Vector f_;
  Vector row_mass_;
  Vector column_mass_;
};

namespace solvers {
extern const SolverFamily exact;
}

}  // namespace mongecarlo
