#pragma once
#include <cstdint>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// A cost seen through the least entries of its rows, so that a solver need not look at the others, nor even have them.
class CostRows {
 public:
  struct Least {
    Index count = 0;
    double rest = 0;  ///< C_ij - v_j of every column not listed is at least this; infinite where none is left
  };

  virtual ~CostRows() = default;
  virtual double entry(Index i, Index j) const = 0;
  /// Writes the `count` columns of row i with the least C_ij - v_j, in no order, and their costs. Columns whose price is
  /// -infinity are left out.
  virtual Least least(Index i, const double* v, Index count, std::int32_t* columns, double* costs) = 0;
};

}  // namespace mongecarlo
