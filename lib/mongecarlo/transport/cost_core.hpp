#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

/// A few entries of each row of a cost matrix, those that an optimal plan is likely to use: the network simplex method
/// works on them alone, and a pass over the whole matrix then finds the entries that it lacks. 12 bytes an entry.
class CostCore {
 public:
  /// Row by row the entries with the least C - column price (some `width` of them), and of each column the entry with
  /// the least C - row price. `cost` is n x m, row by row. O(n m).
  void choose(const double* cost, Index n, Index m, const double* row_prices, const double* column_prices, Index width);
  /// Adds to every row some entries whose C - row price - column price is negative by more than rounding, the most
  /// negative ones. Returns how many. O(n m).
  Index extend(const double* row_prices, const double* column_prices);

  Index rows() const { return n_; }
  Index size() const { return static_cast<Index>(columns_.size()); }
  Index begin(Index i) const { return begin_[i]; }
  Index end(Index i) const { return begin_[i + 1]; }
  Index column(Index k) const { return columns_[k]; }
  double cost(Index k) const { return costs_[k]; }

  /// How far below zero rounding may carry c - u - v.
  static double slack(double c, double u, double v);

 private:
  struct Entry {
    std::int32_t row, column;
  };

  void take_row(Index i, const double* column_prices, Index width);
  void find_columns_entries();
  void find_violated(Index i, const double* row_prices, const double* column_prices);
  void merge();

  const VectorLoops& loops_ = vector_loops();
  const double* cost_ = nullptr;
  Index n_ = 0;
  Index m_ = 0;
  std::vector<Index> begin_, old_begin_;
  std::vector<std::int32_t> columns_, old_columns_, listed_;
  std::vector<double> costs_, old_costs_;
  std::vector<Entry> added_;  // by row
  std::vector<double> distance_;
  std::vector<std::int64_t> best_row_;
};

}  // namespace mongecarlo
