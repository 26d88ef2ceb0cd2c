#pragma once
#include "mongecarlo/measure/distribution_family.hpp"

namespace mongecarlo {

/// A tree whose every inner node has `branching` children, with its branching^depth leaves at level `depth` numbered so
/// that the leaves below a node are consecutive.
struct TreeShape {
  int branching = 2;
  int depth = 5;
  double ratio = 0.5;  ///< diameter of a node over that of its parent; the root's is 1

  Index leaves() const;
  /// Largest distance of two leaves below a node of `level`: ratio^level above the leaves, 0 at the leaves.
  double node_diameter(int level) const;
  /// The exact ultrametric distance: the diameter of the last common ancestor. O(depth).
  double distance(Index leaf, Index other) const;
  /// Throws std::domain_error unless branching >= 2, depth >= 1, 0 < ratio <= 1, branching^depth <= 2^22.
  void validate() const;
};

/// A law on the leaves: one coordinate, the number of the leaf. (Euclidean statements of the law, such as its diameter,
/// speak of that number; the metric of the tree is shape.distance.) Throws what TreeShape::validate and FiniteLaw
/// throw.
DistributionPtr make_tree_leaves(const TreeShape& shape, const Vector& weights);
/// The same with equal weights.
DistributionPtr make_tree_leaves(const TreeShape& shape);

namespace distributions {
extern const DistributionFamily tree_leaves;
}

}  // namespace mongecarlo
