#pragma once
#include <vector>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// W_1 between two measures on the nodes of a tree, by the mass that every edge carries:
///
///     W_1 = sum over edges of length * |mu(below) - nu(below)|,
///
/// attained by the flow that carries this mass, and by the potential that rises or falls by the whole length along each
/// edge as the flow goes: Kantorovich-Rubinstein from both sides. O(nodes), exact up to rounding, no allocation once
/// built. On an ultrametric tree the p-th power of the distance is again the distance of a tree, so that W_p^p comes
/// the same way. Evans and Matsen, The phylogenetic Kantorovich-Rubinstein metric, 2012; Kloeckner, A geometric study
/// of Wasserstein spaces: ultrametrics, 2015.
class TreeTransport {
 public:
  struct Solution {
    Certified w1;  ///< flow above, potential below
    double primal = 0, dual = 0;
    Vector flow;       ///< mass carried from each node to its parent, negative where it goes down; 0 at the root
    Vector potential;  ///< phi with |phi(v) - phi(parent)| <= length and sum phi (mu - nu) = W_1
  };

  /// `parent[v]` is the node above v, -1 for the root alone; `length[v] >= 0` that of the edge to it. Throws
  /// std::invalid_argument (sizes, no root or two, a parent that is no node, a cycle) or std::domain_error (a length
  /// that is negative or not finite).
  TreeTransport(std::vector<Index> parent, Vector length);
  /// Nodes with the diameter of what lies below them (0 for leaves): the distance of two leaves is the diameter of
  /// their last common ancestor, raised to `power`, the edges have length (D(parent)^p - D(v)^p) / 2, and the value of
  /// `solve` on measures of leaves is W_p^p. Throws std::domain_error where a diameter exceeds its parent's, is not 0
  /// at a leaf, or power <= 0.
  static TreeTransport ultrametric(std::vector<Index> parent, const Vector& diameter, double power = 1);

  Index nodes() const { return length_.size(); }
  /// Length of the path between two nodes. O(depth).
  double distance(Index v, Index w) const;
  /// Measures on the nodes, of equal mass (std::domain_error otherwise; std::invalid_argument for sizes).
  void solve(const VectorView& mu, const VectorView& nu, Solution& solution) const;
  Solution solve(const Vector& mu, const Vector& nu) const;

 private:
  void order_nodes();

  std::vector<Index> parent_, from_leaves_, level_;  // nodes with children before parents
  Vector length_;
};

}  // namespace mongecarlo
