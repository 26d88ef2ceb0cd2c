#pragma once
#include "mongecarlo/transport/plan_laplacian.hpp"
#include "mongecarlo/transport/prepared_problem.hpp"

namespace mongecarlo {

/// A change of an entropic problem; an empty part stands for no change. Changes of a and of b sum to zero each.
struct ProblemChange {
  VectorView a{nullptr, 0};
  VectorView b{nullptr, 0};
  MatrixView cost{nullptr, 0, 0};
};

/// Derivative of a number with respect to the marginals and to the cost. Marginals move within measures of one mass, so
/// that the parts a and b matter up to a constant only; they are the centred ones, <a, gradient.a> = 0: the entry i is
/// the derivative along (mass of one point i) - a, the influence function.
struct ProblemGradient {
  Vector a;
  Vector b;
  Matrix cost;
};

/// Second derivatives of V in the marginals, centred on both sides like ProblemGradient.
struct ValueHessian {
  Matrix aa;  ///< n x n, >= 0
  Matrix ab;  ///< n x m
  Matrix bb;  ///< m x m, >= 0
};

/// Derivatives of the entropic plan P and of its three values V, E, T (result.hpp) at a solved problem, by implicit
/// differentiation of the Schroedinger system. With phi = f + epsilon log a and gamma = g + epsilon log b,
/// P = exp((phi + gamma - C) / epsilon), and a change (da, db, dC) moves
///
///     dP_ij = P_ij (dphi_i + dgamma_j - dC_ij) / epsilon,
///     diag(a) dphi + P dgamma = epsilon da + (P o dC) 1,     P^T dphi + diag(b) dgamma = epsilon db + (P o dC)^T 1.
///
/// Hence V_a = f, V_b = g, V_C = P (the envelope); E_a = phi, E_b = gamma, E_C = P; and for T = <C, P>, with (p, q) the
/// solution of the same system for the right side ((P o C) 1, (P o C)^T 1),
///
///     T_a = p,   T_b = q,   T_C = P o (1 + (p + q - C) / epsilon).
///
/// Derivatives in the marginals exist along changes of sum zero; potentials are known up to (f + t, g - t), and nothing
/// here depends on t. Points of weight zero are refused: there only one-sided derivatives exist. All is exact up to the
/// marginal error of the potentials over 1 - sigma_1^2 and rounding. Source: Klatt, Tameling and Munk (2020) for the
/// plan; del Barrio, Gonzalez-Sanz, Loubes and Niles-Weed (2022) for V.
///
/// O(n m min(n, m)) to set up (or O(n m) with conjugate gradients), O(n m) a product, two more n x m matrices. Buffers
/// are kept, so that differentiating and gradients allocate nothing once a size has been seen.
class EntropicDerivatives {
 public:
  EntropicDerivatives() = default;
  EntropicDerivatives(EntropicDerivatives&&) = default;

  /// Takes the solution: potentials f (n) and g (m) of `problem` at `epsilon`. A cost matrix must stay where it is as
  /// long as derivatives are asked for. numerical_failure: see PlanLaplacian::reset. Throws std::domain_error (epsilon,
  /// a weight of zero, unbalanced or bad input) or std::invalid_argument (sizes).
  Termination differentiate(const Problem& problem, double epsilon, const Vector& f, const Vector& g,
                            LaplacianMethod method = LaplacianMethod::automatic);

  const Matrix& plan() const { return plan_; }
  /// |P 1 - a|_1 + |P^T 1 - b|_1 of the potentials that were given.
  double marginal_error() const { return marginal_error_; }
  /// Worst end of all linear solves since `differentiate`; unless converged, derivatives are not to be relied on.
  Termination termination() const { return termination_; }

  void objective_gradient(ProblemGradient& out) const;          ///< of V
  void entropy_objective_gradient(ProblemGradient& out) const;  ///< of E
  void transport_cost_gradient(ProblemGradient& out);           ///< of T
  /// Of <weight, P> for a fixed matrix: (p, q) as above with `weight` for C, and P o (p + q - weight) / epsilon.
  void plan_sum_gradient(const MatrixView& weight, ProblemGradient& out);

  /// dP along a change. Throws std::domain_error unless the changes of a and b sum to zero (to 1e-9 of their size).
  void plan_change(const ProblemChange& change, Matrix& out);
  /// (df, dg) along a change, centred so that <b, dg> = 0.
  void potential_change(const ProblemChange& change, Vector& df, Vector& dg);

  /// O((n + m) n m). Columns of the ab block: changes of g's side.
  ValueHessian objective_hessian();
  /// n m x n: column i is dP, row by row, along (point i) - a. For small problems.
  Matrix plan_jacobian_source();
  /// n m x m, the same for b.
  Matrix plan_jacobian_target();
  /// Singular values of diag(a)^(-1/2) P diag(b)^(-1/2) without the first, which is 1: min(n, m) - 1 numbers in [0, 1),
  /// decreasing. They are the canonical correlations of the plan: V_aa has the eigenvalues epsilon s^2 / (1 - s^2) in the
  /// metric of a. O(n m min(n, m)).
  Vector singular_values() const;

 private:
  void check_change(const ProblemChange& change) const;
  void solve_change(const ProblemChange& change);
  double log_change(const ProblemChange& change, Index i, Index j) const;
  Matrix plan_jacobian(bool is_source);

  PreparedProblem problem_;
  double epsilon_ = 1;
  Vector f_, g_;
  Matrix plan_, weighted_;
  PlanLaplacian laplacian_;
  double marginal_error_ = 0;
  Termination termination_ = Termination::numerical_failure;
  Vector row_side_, column_side_, d_phi_, d_gamma_;
};

}  // namespace mongecarlo
