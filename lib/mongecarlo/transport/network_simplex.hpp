#pragma once
#include <cstdint>
#include <vector>

#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

/// The transport problem min <C, P> over plans with marginals a and b, by the primal network simplex method on the
/// complete bipartite graph. Masses are scaled to 64-bit integers, so that flows stay exact, and perturbed below their
/// last digit (Orden 1956), so that every basis is nondegenerate and the method cannot cycle. Pricing goes row by row.
/// Memory O(n + m) beside C. The workspace is kept from one call to the next.
class NetworkSimplex {
 public:
  /// `cost` is n x m, row by row, finite; a and b have equal totals up to rounding. Returns false if it gave up after
  /// an absurd number of pivots.
  bool solve(const double* cost, const Vector& a, const Vector& b);

  /// Calls take(i, j, mass) for every entry of the plan. Masses are the flows of the final basis, recomputed from the
  /// weights themselves.
  template <class Take>
  void for_each_entry(Take&& take) const {
    for (Index x = 0; x < n_ + m_; ++x)
      if (x != root_ && mass_[x] > 0) take(source(x), target(x), mass_[x]);
  }
  /// Dual prices of the columns, from the final basis.
  const double* column_prices() const { return price_.data() + n_; }
  long long pivots() const { return pivots_; }

 private:
  // A node of the basis tree; rows are 0..n-1, columns n..n+m-1. `flow` is the flow of the arc to the parent.
  struct Node {
    Index parent, first_child, next, previous, depth;
    std::int64_t flow;
  };
  struct Leaving {
    Index node = -1;
    Index join = -1;
    std::int64_t flow = 0;
    bool on_row_side = true;
  };

  bool is_row(Index x) const { return x < n_; }
  Index source(Index x) const { return is_row(x) ? x : nodes_[x].parent; }
  Index target(Index x) const { return (is_row(x) ? nodes_[x].parent : x) - n_; }
  double cost(Index i, Index j) const { return cost_[i * m_ + j]; }

  void reset(const double* cost, const Vector& a, const Vector& b);
  void scale_masses(const Vector& a, const Vector& b);
  void start_greedily();
  void attach(Index node, Index parent, std::int64_t flow);
  void link(Index node, Index parent);
  void unlink(Index node);
  void order_tree();
  void price_tree();
  bool pivot_until_priced_out();
  bool price_row(Index i);
  void pivot(Index i, Index j, double reduced_cost);
  Leaving find_leaving(Index row, Index column) const;
  void push_flow(Index row, Index column, const Leaving& leaving);
  void rehang(Index from, Index onto, Index last, std::int64_t flow);
  void shift_subtree(Index top, double shift);
  void recompute_masses(const Vector& a, const Vector& b);

  const VectorLoops& loops_ = vector_loops();
  const double* cost_ = nullptr;
  Index n_ = 0;
  Index m_ = 0;
  Index root_ = 0;
  long long pivots_ = 0;
  std::vector<Node> nodes_;
  std::vector<double> price_;
  std::vector<double> mass_;
  std::vector<std::int64_t> supply_;
  std::vector<Index> stack_;
  std::vector<Index> order_;  // parents before children
  std::vector<double> open_prices_;
};

}  // namespace mongecarlo
