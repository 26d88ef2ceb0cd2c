#pragma once
#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

/// How a PlanLaplacian solves: by elimination of the smaller side, O(n m min(n, m)) once and O(n m) a solve; or by
/// conjugate gradients, O(n m) a step and no other matrix, some 1 / sqrt(1 - sigma_1^2) steps a solve.
enum class LaplacianMethod { automatic, elimination, conjugate_gradient };

/// The linear system that ties potentials to marginals at a plan P >= 0 (n x m),
///
///     [ diag(r)   P      ] [u]   [s]
///     [ P^T       diag(c)] [v] = [t],        r = P 1 > 0,  c = P^T 1 > 0.
///
/// With -v in place of v this is the Laplacian of the bipartite graph whose edges weigh P_ij. Constants (1, -1) span its
/// kernel: s and t must have equal sums, and the solution is the one with <c, v> = 0. Eliminating one side leaves the
/// Laplacian diag(c) - P^T diag(1/r) P of the other, whose points are then eliminated one by one without a subtraction
/// (Grassmann, Taksar and Heyman 1985): weakly linked blocks keep their digits. Buffers are kept: no allocation once a
/// size has been seen.
class PlanLaplacian {
 public:
  /// `plan` must outlive the solves. `automatic` eliminates up to kLargestElimination points on the smaller side.
  /// numerical_failure where some points are linked to the others by less than kWeakestLink of their mass, so that
  /// rounding of the right side alone may cost a solution six digits of its sixteen or more.
  Termination reset(const MatrixView& plan, LaplacianMethod method = LaplacianMethod::automatic);
  /// iteration_limit or numerical_failure where conjugate gradients do not reach 1e-13 of the right side.
  Termination solve(const Vector& s, const Vector& t, Vector& u, Vector& v);

  const Vector& row_sum() const { return row_sum_; }        ///< r
  const Vector& column_sum() const { return column_sum_; }  ///< c

  static constexpr Index kLargestElimination = 1500;
  static constexpr double kWeakestLink = 1e-10;

 private:
  const VectorLoops& loops_ = vector_loops();
  MatrixView plan() const { return {plan_, n_, m_}; }
  bool eliminates_rows() const { return m_ <= n_; }
  const Vector& kept_sum() const { return eliminates_rows() ? column_sum_ : row_sum_; }
  const Vector& eliminated_sum() const { return eliminates_rows() ? row_sum_ : column_sum_; }
  void spread(const Vector& kept, Vector& eliminated) const;
  void gather(const Vector& eliminated, Vector& kept) const;
  void reduce();
  Termination eliminate();
  void substitute(Vector& x) const;
  Termination iterate(Vector& x);
  void apply(const Vector& x, Vector& out);
  void remove_constant(Vector& x) const;

  const double* plan_ = nullptr;
  Index n_ = 0, m_ = 0;
  LaplacianMethod method_ = LaplacianMethod::automatic;
  Vector row_sum_, column_sum_;
  Matrix scaled_;
  Matrix link_;   // W, of which the strictly lower triangle is used: row k, once eliminated, is divided by its sum
  Vector total_;  // that sum
  Vector line_, kept_line_, root_, residual_, direction_, image_;
};

}  // namespace mongecarlo
