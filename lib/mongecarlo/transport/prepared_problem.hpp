#pragma once
#include "mongecarlo/transport/problem.hpp"

namespace mongecarlo {

/// What every solver works on: the cost as one block, weights of its own (equal ones written out; for balanced problems
/// b rescaled to the mass of a). Buffers are kept, so that preparing the same sizes again allocates nothing.
struct PreparedProblem {
  Index n = 0;
  Index m = 0;
  const double* cost = nullptr;  ///< n x m, row by row: the caller's matrix, or `own_cost`
  Vector a;
  Vector b;
  double mass = 0;  ///< total of a
  Matrix own_cost;

  /// O(n m d) where the cost comes from points. `function` goes into the message when such a cost overflows.
  void prepare(const Problem& problem, const char* function);
  void prepare_weights(const Problem& problem);
  void prepare_cost(const Problem& problem, const char* function);
  /// Rescales b so that both masses agree.
  void balance();

  MatrixView cost_view() const { return {cost, n, m}; }
  const double* row(Index i) const { return cost + i * m; }
};

}  // namespace mongecarlo
