#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "mongecarlo/base/cache_line_vector.hpp"
#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

/// The assignment problem min over permutations s of sum_i C[i, s(i)], by shortest augmenting paths over a dense matrix
/// (Jonker and Volgenant 1987; the row reduction is bounded, since unbounded it runs into price wars on points of the
/// plane). O(n^3) at worst, O(n) memory beside C. The workspace is kept from one call to the next.
class Assignment {
 public:
  /// `cost` is n x n, row by row, finite. `prices` are finite prices of the columns to start from: the nearer to a dual
  /// solution, the less work; null for the minima of the columns.
  void solve(const double* cost, Index n, const double* prices = nullptr);

  /// Column of each row.
  std::span<const Index> partners() const { return {column_of_.data(), column_of_.size()}; }
  /// Dual prices of the columns: C[i, s(i)] - v[s(i)] = min_j C[i, j] - v[j] up to rounding.
  std::span<const double> column_prices() const { return {v_.data(), v_.size()}; }
  /// Rows scanned.
  long long scans() const { return scans_; }

 private:
  const double* row(Index i) const { return cost_ + i * n_; }
  void reset(const double* cost, Index n);
  void set_prices(const double* prices);
  void reduce_columns();
  void match_greedily();
  void reduce_rows();
  Index bid(Index i);
  void match(Index i, Index j);
  void augment(Index start);
  Index search(Index start);
  void raise_prices(double final_distance);

  const VectorLoops& loops_ = vector_loops();
  const double* cost_ = nullptr;
  Index n_ = 0;
  long long scans_ = 0;
  double largest_bid_ = 0;
  CacheLineVector<double> v_;
  CacheLineVector<double> distance_;  // NaN once settled
  CacheLineVector<std::int64_t> predecessor_;
  std::vector<Index> column_of_;
  std::vector<Index> row_of_;
  std::vector<Index> free_rows_;
  struct Settled {
    Index column;
    double distance;
  };
  std::vector<Settled> settled_;
};

}  // namespace mongecarlo
