#pragma once
#include <span>
#include <vector>

#include "mongecarlo/transport/point_rows.hpp"
#include "mongecarlo/transport/sparse_assignment.hpp"

namespace mongecarlo {

/// The assignment problem between two clouds of n points in low dimension, cost |x - y|^p, without its matrix. Both
/// clouds are halved again and again; the means of equally many equal parts are matched first, and the prices found
/// there, transformed, start the next finer level (Merigot 2011; Schmitzer 2019). The last level is the problem itself,
/// solved exactly (sparse_assignment.hpp over point_rows.hpp). O(n) memory, about 500 bytes a point.
class MultiscaleAssignment {
 public:
  /// `prices` are finite prices near a solution to start from; null to find them on coarser levels.
  void solve(const MatrixView& x, const MatrixView& y, const GroundCost& cost, const double* prices = nullptr);

  /// Column of each row, and prices of rows and columns: u_i = min_j C_ij - v_j over all columns.
  std::span<const Index> partners() const { return {partners_.data(), partners_.size()}; }
  std::span<const double> row_prices() const { return {u_.data(), u_.size()}; }
  std::span<const double> column_prices() const { return {v_.data(), v_.size()}; }
  long long scans() const { return scans_; }

 private:
  void descend();
  void transform_prices(const Points& targets);
  double least(Index i, const double* prices);
  void solve_level(const Points& sources, const PointTree& targets);
  void keep_row_prices();
  void hand_back();

  const GroundCost* ground_cost_ = nullptr;
  bool is_near_ = false;
  long long scans_ = 0;
  PointTree sources_, targets_;
  Points level_sources_, level_targets_;
  PointTree coarse_sources_, coarse_targets_;
  PointRows rows_;
  SparseAssignment assignment_;
  std::vector<double> start_;  // prices of the columns of the level, in the order of their tree
  std::vector<double> u_;
  std::vector<double> v_;
  std::vector<Index> partners_;
};

}  // namespace mongecarlo
