#pragma once
#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/transport/assignment.hpp"
#include "mongecarlo/transport/multiscale_assignment.hpp"
#include "mongecarlo/transport/network_simplex.hpp"
#include "mongecarlo/transport/outlier_costs.hpp"
#include "mongecarlo/transport/prepared_problem.hpp"
#include "mongecarlo/transport/solver_family.hpp"
#include "mongecarlo/transport/spare_potentials.hpp"
#include "mongecarlo/transport/sparse_assignment.hpp"

namespace mongecarlo {

/// Unregularised optimal transport min <C, P> over plans with marginals a, b; any weights, any sizes.
/// Equal weights on equal numbers of points: shortest augmenting paths, over the whole matrix where it is small
/// (assignment.hpp), over short lists of candidates where it is large (sparse_assignment.hpp; O(n) memory beside C).
/// Otherwise the network simplex method (network_simplex.hpp). All give potentials; f is the c-transform of g, so that
/// the dual value is a lower bound whatever rounding did. The upper end is the plan's cost plus what its marginal error
/// can be worth.
///
/// Equally many points of equal weight in at most three dimensions, more than 1500 of them and no matrix given, are
/// matched without one, from coarse to fine (multiscale_assignment.hpp): O(n) memory, n = 100 000 in seconds.
/// SolverOptions::cost_storage asks for the matrix, or for this in any number and dimension. Limit: general weights
/// need the matrix, and with it O(n m) memory.
class ExactSolver final : public Solver {
 public:
  explicit ExactSolver(const SolverOptions& options) : options_(options) {}

  void solve(const Problem& problem, Result& result) override;
  /// The same without looking at the entries: for loops whose problems are right by construction. A NaN, a negative
  /// weight or masses that differ give an undefined result.
  void solve_unchecked(const Problem& problem, Result& result);

  /// Prices of the columns (potentials g, as in Result::g) that every following problem with that many columns starts
  /// from; an empty vector takes them back. Any finite prices are right; near a dual solution they save most of the
  /// work of an assignment (the network simplex method still starts from a greedy basis). Throws std::domain_error for
  /// others.
  void warm_start(const Vector& g);

  /// Equal weights 1/n on both sides, square finite cost, unchecked: the enclosure of min over permutations of
  /// (1/n) sum_i C[i, s(i)]. partners() then holds s.
  Certified solve_uniform(const MatrixView& cost);
  std::span<const Index> partners() const { return partners_; }
  /// The same between as many points on either side, without a plan or a Result: what batches are made of. Throws
  /// std::domain_error for points that are not finite and for costs above kLargestCost.
  Certified uniform_value(const MatrixView& x, const MatrixView& y, const GroundCost& cost);
  /// Dual prices of the columns after solve_uniform.
  std::span<const double> column_prices() const { return column_prices_; }

 private:
  const double* start_prices(Index m) const { return start_.size() == m ? start_.data() : nullptr; }
  void assign(const double* cost, Index n);
  void assign_sparsely(const double* cost, Index n);
  bool goes_without_matrix(const Problem& problem) const;
  double price(const PlanEntry& entry) const;
  void solve_assignment(Result& result);
  void solve_points(const Problem& problem, Result& result);
  void solve_network(Result& result);
  void transform(const double* g, Result& result);
  void run_network(const double* cost, Result& result);
  void solve_without_outliers(Result& result);
  bool is_tight(const Result& result, double width) const;
  void bound_below(Result& result);
  void measure(Result& result);
  void drop_unwanted(Result& result);

  SolverOptions options_;
  PreparedProblem prepared_;
  Assignment assignment_;
  SparseAssignment sparse_assignment_;
  DenseRows rows_;
  MultiscaleAssignment multiscale_;
  NetworkSimplex simplex_;
  std::span<const Index> partners_;
  std::span<const double> column_prices_;
  long long scans_ = 0;
  Vector start_;
  Vector least_of_column_;
  OutlierCosts outliers_;
  Result with_outliers_;
  SparePotentials spare_{options_};
  std::vector<CompensatedSum> excess_;  // of the plan's marginals, rows and then columns
};

namespace solvers {
extern const SolverFamily exact;
}

}  // namespace mongecarlo
