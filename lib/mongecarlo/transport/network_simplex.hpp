#pragma once
#include <vector>

#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/transport/basis_tree.hpp"
#include "mongecarlo/transport/cost_core.hpp"
#include "mongecarlo/transport/rough_potentials.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

/// The transport problem min <C, P> over plans with marginals a and b, by the primal network simplex method on the
/// complete bipartite graph. Masses are scaled to 64-bit integers, so that flows stay exact, and perturbed below their
/// last digit (Orden 1956), so that every basis is nondegenerate and the method cannot cycle. Rows are priced in turn,
/// some (n + m)^(1/2) entering arcs at a time (basis_tree.hpp). Memory O(n + m) beside C. The workspace is kept from
/// one call to the next.
class NetworkSimplex {
 public:
  /// `cost` is n x m, row by row, finite; a and b have equal totals up to rounding. Returns false if it gave up after
  /// an absurd number of pivots. Where prices of the columns are given, it starts from them.
  bool solve(const double* cost, const Vector& a, const Vector& b, const double* column_prices = nullptr);

  /// Calls take(i, j, mass) for every entry of the plan. Masses are the flows of the final basis, recomputed from the
  /// weights themselves.
  template <class Take>
  void for_each_entry(Take&& take) const {
    for (Node x = 0; x < tree_.size(); ++x)
      if (x != tree_.root() && mass_[x] > 0) take(tree_.source(x), tree_.target(x), mass_[x]);
  }
  /// Dual prices of the columns, from the final basis.
  const double* column_prices() const { return tree_.column_prices(); }
  long long pivots() const { return pivots_; }

 private:
  using Node = BasisTree::Node;
  struct Candidate {
    double reduced_cost;
    double cost;
    Node row, column;
  };
  struct Key {
    float value;
    std::int32_t index;
  };

  void reset(const double* cost, const Vector& a, const Vector& b);
  void scale_masses(const Vector& a, const Vector& b);
  const double* row(Index i) const { return cost_ + i * m_; }
  bool is_open(Node x) const { return tree_.parent(x) == BasisTree::kNone; }

  void start_on_matrix();
  void start_on_core();
  void sort_core_entries();
  void sort_keys();
  void ship(Index i, Index j, double cost);
  void ship_row_to_open_columns(Index i);
  void hang_empty_columns();
  Node heaviest_node(const Vector& a, const Vector& b) const;

  template <class PriceRow>
  bool pivot_until_priced_out(PriceRow&& price_row);
  bool pivot_on_matrix();
  bool pivot_on_core();
  void price_row(Index i);
  void price_core_row(Index i);
  Index enter_candidates();
  void recompute_masses(const Vector& a, const Vector& b);

  const VectorLoops& loops_ = vector_loops();
  const double* cost_ = nullptr;
  Index n_ = 0;
  Index m_ = 0;
  Index next_row_ = 0;
  std::size_t batch_ = 0;
  long long pivots_ = 0;
  long long pivot_limit_ = 0;
  Node end_ = 0;  // left over by the last shipment
  BasisTree tree_;
  CostCore core_;
  RoughPotentials rough_;
  std::vector<Candidate> candidates_;
  std::vector<Key> keys_;
  std::vector<Node> row_of_;          // of the core's entries
  std::vector<Node> open_columns_;    // while starting
  std::vector<double> mass_;          // of the arc to the parent
  std::vector<CompensatedSum> rest_;  // while it is computed
  std::vector<BasisTree::Flow> supply_;
  std::vector<double> open_prices_;
  std::vector<double> distance_;
  std::vector<std::int64_t> best_row_;
};

}  // namespace mongecarlo
