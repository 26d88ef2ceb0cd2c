#pragma once
#include <vector>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// A balanced k-d tree: every node halves its points (to one) along the longest side of their box. Points are kept in
/// the order of the tree, so that a node is a range, and neighbours in space are near in memory. Node k has the children
/// 2 k + 1 and 2 k + 2. O(d n log n) to build; the workspace is kept.
class PointTree {
 public:
  void build(const MatrixView& points);

  Index size() const { return coordinates_.rows(); }
  Index dimension() const { return coordinates_.cols(); }
  /// The points in the order of the tree, and the place of each in the cloud.
  const Points& points() const { return coordinates_; }
  const double* point(Index i) const { return coordinates_.data() + i * coordinates_.cols(); }
  const std::vector<Index>& order() const { return order_; }

  Index nodes() const { return static_cast<Index>(first_.size()); }
  bool is_leaf(Index node) const { return 2 * node + 1 >= nodes(); }
  Index first(Index node) const { return first_[node]; }
  Index last(Index node) const { return last_[node]; }
  /// Least coordinates of a node's points, then the greatest (2 d numbers).
  const double* box(Index node) const { return boxes_.data() + 2 * dimension() * node; }

  int levels() const { return levels_; }
  /// Means of the 2^level nodes at that depth.
  void centres(int level, Points& out) const;

 private:
  void split(const MatrixView& points, Index node);

  int levels_ = 0;
  Points coordinates_;
  std::vector<Index> order_;
  std::vector<Index> first_, last_;
  std::vector<double> boxes_;  // least, then greatest coordinates of each node
};

}  // namespace mongecarlo
