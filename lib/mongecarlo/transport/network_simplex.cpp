#include "mongecarlo/transport/network_simplex.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr Index kNone = -1;
constexpr int kFinalPasses = 4;
constexpr double kSlack = 8 * std::numeric_limits<double>::epsilon();

}  // namespace

bool NetworkSimplex::solve(const double* cost, const Vector& a, const Vector& b) {
  reset(cost, a, b);
  start_greedily();
  bool finished = true;
  // Prices are carried along by differences; afresh from the tree they may uncover an entry that rounding had hidden.
  for (int pass = 0; pass < kFinalPasses && finished; ++pass) {
    const long long before = pivots_;
    order_tree();
    price_tree();
    finished = pivot_until_priced_out();
    if (pivots_ == before) break;
  }
  order_tree();
  price_tree();
  recompute_masses(a, b);
  return finished;
}

void NetworkSimplex::reset(const double* cost, const Vector& a, const Vector& b) {
  cost_ = cost;
  n_ = a.size();
  m_ = b.size();
  pivots_ = 0;
  const auto size = static_cast<std::size_t>(n_ + m_);
  nodes_.assign(size, Node{kNone, kNone, kNone, kNone, 0, 0});
  price_.assign(size, 0);
  mass_.assign(size, 0);
  order_.reserve(size);
  stack_.reserve(size);
  scale_masses(a, b);
}

// Largest scale whose totals fit, with low digits left for the perturbation: +1 on each row, +n on the last column.
void NetworkSimplex::scale_masses(const Vector& a, const Vector& b) {
  const int low = std::bit_width(static_cast<std::uint64_t>(n_));
  const double total = compensated_sum(as_span(view(a)));
  const double scale = std::ldexp(1.0, 61 - low) / total;
  supply_.resize(static_cast<std::size_t>(n_ + m_));
  std::int64_t excess = 0;
  for (Index i = 0; i < n_; ++i) excess += supply_[i] = std::llround(a[i] * scale);
  for (Index j = 0; j < m_; ++j) excess -= supply_[n_ + j] = std::llround(b[j] * scale);
  *std::max_element(supply_.begin() + n_, supply_.end()) += excess;
  for (std::int64_t& s : supply_) s <<= low;
  for (Index i = 0; i < n_; ++i) supply_[i] += 1;
  supply_.back() += n_;
}

// Row after row ships to its best open columns by C minus the column's least cost. Each shipment uses up one node,
// which hangs from the other: a spanning tree.
void NetworkSimplex::start_greedily() {
  open_prices_.assign(static_cast<std::size_t>(m_), kInfinity);
  for (Index i = 0; i < n_; ++i) loops_.lower_to(open_prices_.data(), cost_ + i * m_, m_);
  for (Index i = 0; i < n_; ++i) {
    for (bool open = true; open;) {
      const double* c = cost_ + i * m_;
      const double least = loops_.least_difference(c, open_prices_.data(), m_);
      const Index column = n_ + loops_.find_difference(c, open_prices_.data(), least, m_);
      if (supply_[column] < supply_[i]) {
        attach(column, i, supply_[column]);
        open_prices_[column - n_] = -kInfinity;
      } else {
        root_ = column;
        attach(i, column, supply_[i]);
        open = false;
      }
    }
  }
}

void NetworkSimplex::attach(Index node, Index parent, std::int64_t flow) {
  nodes_[node].flow = flow;
  supply_[node] -= flow;
  supply_[parent] -= flow;
  link(node, parent);
}

void NetworkSimplex::link(Index node, Index parent) {
  Node& child = nodes_[node];
  child.parent = parent;
  child.previous = kNone;
  child.next = nodes_[parent].first_child;
  if (child.next != kNone) nodes_[child.next].previous = node;
  nodes_[parent].first_child = node;
}

void NetworkSimplex::unlink(Index node) {
  const Node& child = nodes_[node];
  if (child.previous != kNone)
    nodes_[child.previous].next = child.next;
  else
    nodes_[child.parent].first_child = child.next;
  if (child.next != kNone) nodes_[child.next].previous = child.previous;
}

void NetworkSimplex::order_tree() {
  order_.assign(1, root_);
  nodes_[root_].depth = 0;
  for (std::size_t k = 0; k < order_.size(); ++k)
    for (Index c = nodes_[order_[k]].first_child; c != kNone; c = nodes_[c].next) {
      nodes_[c].depth = nodes_[order_[k]].depth + 1;
      order_.push_back(c);
    }
}

void NetworkSimplex::price_tree() {
  price_[root_] = 0;
  for (Index x : order_)
    if (x != root_) price_[x] = cost(source(x), target(x)) - price_[nodes_[x].parent];
}

bool NetworkSimplex::pivot_until_priced_out() {
  const long long limit = pivots_ + 1000 + 1000LL * (n_ + m_) * (n_ + m_);
  Index quiet = 0;
  for (Index i = 0; quiet < n_; i = i + 1 == n_ ? 0 : i + 1) {
    quiet = price_row(i) ? 0 : quiet + 1;
    if (pivots_ > limit) return false;
  }
  return true;
}

// Lets the most negative entry of the row enter the basis. An entry within rounding of zero is not negative.
bool NetworkSimplex::price_row(Index i) {
  const double* c = cost_ + i * m_;
  const double* v = price_.data() + n_;
  const double least = loops_.least_difference(c, v, m_);
  if (!(least < price_[i])) return false;
  const Index j = loops_.find_difference(c, v, least, m_);
  const double reduced_cost = least - price_[i];
  if (-reduced_cost <= kSlack * (std::abs(c[j]) + std::abs(v[j]) + std::abs(price_[i]))) return false;
  pivot(i, n_ + j, reduced_cost);
  return true;
}

void NetworkSimplex::pivot(Index i, Index j, double reduced_cost) {
  ++pivots_;
  const Leaving leaving = find_leaving(i, j);
  push_flow(i, j, leaving);
  const Index top = leaving.on_row_side ? i : j;
  rehang(top, leaving.on_row_side ? j : i, leaving.node, leaving.flow);
  shift_subtree(top, leaving.on_row_side ? reduced_cost : -reduced_cost);
}

// On the way from both ends to their join, the arcs that lose flow are those of rows on the row's side and those of
// columns on the column's side.
NetworkSimplex::Leaving NetworkSimplex::find_leaving(Index row, Index column) const {
  Leaving leaving;
  leaving.flow = std::numeric_limits<std::int64_t>::max();
  Index x = row, y = column;
  while (x != y) {
    const bool climb_row_side = nodes_[x].depth >= nodes_[y].depth;
    Index& end = climb_row_side ? x : y;
    if (is_row(end) == climb_row_side && nodes_[end].flow < leaving.flow) {
      leaving.flow = nodes_[end].flow;
      leaving.node = end;
      leaving.on_row_side = climb_row_side;
    }
    end = nodes_[end].parent;
  }
  leaving.join = x;
  return leaving;
}

void NetworkSimplex::push_flow(Index row, Index column, const Leaving& leaving) {
  for (Index x = row; x != leaving.join; x = nodes_[x].parent)
    nodes_[x].flow += is_row(x) ? -leaving.flow : leaving.flow;
  for (Index y = column; y != leaving.join; y = nodes_[y].parent)
    nodes_[y].flow += is_row(y) ? leaving.flow : -leaving.flow;
}

// Turns the path from `from` up to `last` round, so that `from` hangs from `onto` by the entering arc.
void NetworkSimplex::rehang(Index from, Index onto, Index last, std::int64_t flow) {
  for (Index x = from, parent = onto;;) {
    const Index old_parent = nodes_[x].parent;
    const std::int64_t old_flow = nodes_[x].flow;
    unlink(x);
    link(x, parent);
    nodes_[x].flow = flow;
    if (x == last) return;
    parent = x;
    flow = old_flow;
    x = old_parent;
  }
}

void NetworkSimplex::shift_subtree(Index top, double shift) {
  stack_.assign(1, top);
  nodes_[top].depth = nodes_[nodes_[top].parent].depth + 1;
  while (!stack_.empty()) {
    const Index x = stack_.back();
    stack_.pop_back();
    price_[x] += is_row(x) ? shift : -shift;
    for (Index c = nodes_[x].first_child; c != kNone; c = nodes_[c].next) {
      nodes_[c].depth = nodes_[x].depth + 1;
      stack_.push_back(c);
    }
  }
}

void NetworkSimplex::recompute_masses(const Vector& a, const Vector& b) {
  std::copy(a.data(), a.data() + n_, mass_.begin());
  std::copy(b.data(), b.data() + m_, mass_.begin() + n_);
  for (std::size_t k = order_.size(); k-- > 1;) {
    const Index x = order_[k];
    mass_[x] = std::max(mass_[x], 0.0);
    mass_[nodes_[x].parent] -= mass_[x];
  }
}

}  // namespace mongecarlo
