#pragma once
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::domain_adaptation {

/// The plan of a result, which solvers without regularisation give entry by entry.
inline Matrix plan_of(const Result& result, Index rows, Index columns) {
  if (result.dense_plan.size() > 0) return result.dense_plan;
  Matrix plan = Matrix::Zero(rows, columns);
  for (const PlanEntry& entry : result.plan) plan(entry.source, entry.target) += entry.mass;
  return plan;
}

inline SolverPtr exact_solver() { return find_solver("exact")->make({}); }
inline SolverPtr entropic_solver(double epsilon) {
  return find_solver("entropic")->make({.epsilon = epsilon, .tolerance = 1e-12});
}
inline SolverPtr unbalanced_solver(double epsilon, double tau) {
  return find_solver("unbalanced")
      ->make({.epsilon = epsilon, .tau_source = tau, .tau_target = tau, .tolerance = 1e-12});
}

inline Result solve(const SolverPtr& solver, const Problem& problem) {
  Result result;
  solver->solve(problem, result);
  return result;
}

/// Two batches of m points in two classes, each class uniform on a unit square, the squares three apart: half of the
/// source is of the first class, and `in_first` points of the target are.
struct BatchSquares {
  BatchSquares(int m, int in_first, const Stream& stream)
      : x(square(m, m / 2, stream.purpose("source"))),
        y(square(m, in_first, stream.purpose("target"))),
        source_in_first(m / 2),
        target_in_first(in_first),
        none(0) {
    cost.resize(m, m);
    GroundCost::squared_euclidean().fill(view(x), view(y), cost);
  }
  /// The same points in every run.
  static Stream fixed_stream() { return {stream_key(0, "domain_adaptation", "two squares"), 0}; }

  Problem problem() const { return problem_from_matrix(cost, none, none); }  // weights 1/m

  /// Mass between different classes.
  double cross_mass(const Matrix& plan) const {
    return plan.topRightCorner(source_in_first, plan.cols() - target_in_first).sum() +
           plan.bottomLeftCorner(plan.rows() - source_in_first, target_in_first).sum();
  }
  double cross_share(const Matrix& plan) const { return cross_mass(plan) / plan.sum(); }

  Points x, y;
  Matrix cost;
  Index source_in_first, target_in_first;
  Vector none;

 private:
  static Points square(int m, int in_first, Stream stream) {
    Points points(m, 2);
    for (Index i = 0; i < m; ++i) {
      points(i, 0) = stream.uniform() + (i < in_first ? 0 : 3);
      points(i, 1) = stream.uniform();
    }
    return points;
  }
};

}  // namespace mongecarlo::domain_adaptation
