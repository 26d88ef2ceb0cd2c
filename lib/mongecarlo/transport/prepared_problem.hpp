#pragma once
#include "mongecarlo/transport/problem.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

/// What every solver works on: the cost as one block (or, where that would be too large, a row at a time from the points), weights of its own (equal ones written out; for balanced problems
/// b rescaled to the mass of a). Buffers are kept, so that preparing the same sizes again allocates nothing.
struct PreparedProblem {
  Index n = 0;
  Index m = 0;
  const double* cost = nullptr;  ///< n x m, row by row: the caller's matrix, or `own_cost`; null after prepare_points
  Vector a;
  Vector b;
  double mass = 0;  ///< total of a
  Matrix own_cost;
  const double* x = nullptr;  ///< after prepare_points: source points, which the caller keeps
  Matrix y_coordinates;         ///< and target points, coordinate by coordinate (d x m)
  std::optional<GroundCost> ground_cost;

  /// O(n m d) where the cost comes from points. `function` goes into the message when such a cost overflows.
  void prepare(const Problem& problem, const char* function);
  void prepare_weights(const Problem& problem);
  void prepare_cost(const Problem& problem, const char* function);
  /// In place of prepare_cost: keeps no matrix, so that only `row(i, line)` gives costs. O(m d). Throws where a cost
  /// could exceed kLargestCost.
  void prepare_points(const Problem& problem, const char* function);
  /// Rescales b so that both masses agree.
  void balance();

  MatrixView cost_view() const { return {cost, n, m}; }
  const double* row(Index i) const { return cost + i * m; }
  /// Costs of row i, in the matrix or else in `line` (m numbers): the same bits.
  const double* row(Index i, double* line) const { return cost ? row(i) : segment(i, 0, m, line); }
  /// Columns [first, first + width) of row i.
  const double* segment(Index i, Index first, Index width, double* line) const;

 private:
  void fill_by_distances(const MatrixView& points, const MatrixView& others, const GroundCost& ground);
};

}  // namespace mongecarlo
