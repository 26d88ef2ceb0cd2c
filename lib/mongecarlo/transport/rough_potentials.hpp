#pragma once
#include <vector>

#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

/// Potentials near those of the optimal plan, for a good start: some Sinkhorn sweeps in single precision at falling
/// strength. O(n m) each, O(n + m) memory beside C.
class RoughPotentials {
 public:
  /// At least two sweeps; strengths in units of the typical cost.
  struct Schedule {
    int sweeps;
    double first, last;
  };

  /// `cost` is n x m, row by row, finite; a and b have equal totals. Zero weights count as tiny ones.
  void sweep(const double* cost, const Vector& a, const Vector& b, const Schedule& schedule);
  /// Given ones of the columns, and what they allow to the rows.
  void take(const double* cost, Index n, Index m, const double* columns);

  const double* rows() const { return f_.data(); }
  const double* columns() const { return g_.data(); }

 private:
  double typical_cost(const double* cost);
  void sweep_once(const double* cost, double epsilon);
  void sweep_row(const double* c, Index i, double epsilon);

  const VectorLoops& loops_ = vector_loops();
  Index n_ = 0;
  Index m_ = 0;
  std::vector<double> f_, g_, zero_;
  std::vector<float> row_shares_, column_shares_;
  std::vector<float> kernel_, column_sums_;
  std::vector<double> sample_;
};

}  // namespace mongecarlo
