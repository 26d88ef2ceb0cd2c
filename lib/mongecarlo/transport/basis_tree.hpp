#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// The spanning tree of a basis of the transport problem: nodes are rows 0..n-1 and columns n..n+m-1; the arc between a
/// node and its parent joins a row and a column, has a cost and carries an exact flow. Nodes know the size of their
/// subtree, so that the cycle of an entering arc is found by climbing from both ends. Its reduced cost is summed up
/// along the cycle: a pivot needs no prices and costs O(cycle). Prices are made for many pivots at a time, in O(n + m);
/// between, they are only a hint where to look for the next arc.
class BasisTree {
 public:
  using Node = std::int32_t;
  using Flow = std::int64_t;
  static constexpr Node kNone = -1;

  /// Begins a new tree without arcs. Allocates only when it has never been as large. rows + columns < 2^31.
  void reset(Index rows, Index columns);
  /// While building: `node` hangs from `parent`.
  void hang(Node node, Node parent, Flow flow, double cost);
  /// Ends building: every node but `end` hangs from another. The tree is turned to have `root` for its root, for good:
  /// prices lose digits with the distance from it. Makes prices.
  void finish(Node end, Node root);

  /// Lets the arc from `row` to `column` (nodes) enter if that makes the plan cheaper by more than rounding; the arc
  /// that first runs out of flow leaves. Returns whether it entered.
  bool enter(Node row, Node column, double cost);

  /// Makes prices anew, from 0 at the root: cost = price of row + price of column for every arc of the tree.
  void make_prices();
  const double* row_prices() const { return price_.data(); }
  const double* column_prices() const { return price_.data() + rows_; }

  bool is_row(Node x) const { return x < rows_; }
  Node size() const { return static_cast<Node>(links_.size()); }
  Node root() const { return root_; }
  Node parent(Node x) const { return links_[x].parent; }
  Node subtree_size(Node x) const { return links_[x].size; }
  Flow flow(Node x) const { return links_[x].flow; }  ///< of the arc to the parent
  /// Row and column number of the arc to the parent.
  Index source(Node x) const { return is_row(x) ? x : links_[x].parent; }
  Index target(Node x) const { return (is_row(x) ? links_[x].parent : x) - rows_; }
  /// All nodes, parents before children, as of the last make_prices().
  std::span<const Node> order() const { return order_; }

 private:
  struct Link {
    Node parent;
    Node size;
    Flow flow;
    double cost;
  };
  struct Cycle {
    double reduced_cost;
    double magnitude;
    Flow least_flow;
    Node leaving;
    Node join;
    bool leaves_row_side;
  };

  Cycle find_cycle(Node row, Node column, double cost) const;
  void change_path(Node x, Node end, Flow row_change, Node size_change);
  void turn_stem(Node x, Link turned, Node last, Flow row_change);
  void price_from_ancestors(Node x, std::size_t& count);

  Node rows_ = 0;
  Node root_ = kNone;
  std::vector<Link> links_;
  std::vector<double> price_;
  std::vector<Node> order_;
  std::vector<Node> old_order_;
  std::vector<Node> stack_;
  std::vector<std::uint32_t> priced_;  // in which round
  std::uint32_t round_ = 0;
};

}  // namespace mongecarlo
