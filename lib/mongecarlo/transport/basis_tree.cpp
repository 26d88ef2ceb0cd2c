#include "mongecarlo/transport/basis_tree.hpp"

#include <cmath>
#include <limits>
#include <numeric>

namespace mongecarlo {
namespace {

constexpr double kSlack = 4 * std::numeric_limits<double>::epsilon();

}  // namespace

void BasisTree::reset(Index rows, Index columns) {
  const auto size = static_cast<std::size_t>(rows + columns);
  rows_ = static_cast<Node>(rows);
  root_ = kNone;
  round_ = 0;
  links_.assign(size, Link{kNone, 1, 0, 0});
  price_.resize(size);
  order_.resize(size);
  old_order_.resize(size);
  stack_.resize(size);
  priced_.assign(size, 0);
  std::iota(order_.begin(), order_.end(), 0);
}

void BasisTree::hang(Node node, Node parent, Flow flow, double cost) { links_[node] = {parent, 1, flow, cost}; }

void BasisTree::finish(Node end, Node root) {
  root_ = end;
  make_prices();
  for (std::size_t k = order_.size(); k-- > 1;) links_[links_[order_[k]].parent].size += links_[order_[k]].size;
  turn_stem(root, {kNone, size(), 0, 0}, end, 0);
  root_ = root;
  make_prices();
}

// The last order is nearly right still: most nodes find their parent priced.
void BasisTree::make_prices() {
  order_.swap(old_order_);
  ++round_;
  price_[root_] = 0;
  priced_[root_] = round_;
  order_[0] = root_;
  std::size_t count = 1;
  for (Node x : old_order_) {
    if (priced_[x] == round_) continue;
    const Link& link = links_[x];
    if (priced_[link.parent] == round_) {
      price_[x] = link.cost - price_[link.parent];
      priced_[x] = round_;
      order_[count++] = x;
    } else {
      price_from_ancestors(x, count);
    }
  }
}

void BasisTree::price_from_ancestors(Node x, std::size_t& count) {
  std::size_t waiting = 0;
  for (; priced_[x] != round_; x = links_[x].parent) {
    priced_[x] = round_;
    stack_[waiting++] = x;
  }
  while (waiting > 0) {
    const Node y = stack_[--waiting];
    price_[y] = links_[y].cost - price_[links_[y].parent];
    order_[count++] = y;
  }
}

bool BasisTree::enter(Node row, Node column, double cost) {
  const Cycle cycle = find_cycle(row, column, cost);
  if (!(cycle.reduced_cost < -kSlack * cycle.magnitude)) return false;
  const bool row_side = cycle.leaves_row_side;
  const Node from = row_side ? row : column, onto = row_side ? column : row;
  const Flow gain = row_side ? cycle.least_flow : -cycle.least_flow;
  const Node moved = links_[cycle.leaving].size;
  change_path(onto, cycle.join, gain, moved);
  change_path(links_[cycle.leaving].parent, cycle.join, -gain, -moved);
  turn_stem(from, {onto, moved, cycle.least_flow, cost}, cycle.leaving, -gain);
  return true;
}

// On the way from both ends to their join, the arcs that lose flow are those of rows on the row's side and those of
// columns on the column's side. An ancestor's subtree is larger than its descendants', so that climbing from the end
// with the smaller one never passes the join. Which end that is cannot be predicted: selections, not branches, and the
// link above is loaded one step ahead.
BasisTree::Cycle BasisTree::find_cycle(Node row, Node column, double cost) const {
  static constexpr double kSign[] = {1, -1};
  double reduced_cost = cost, magnitude = std::abs(cost);
  Flow least_flow = std::numeric_limits<Flow>::max();
  Node leaving = kNone;
  Node x = row, x_size = links_[x].size, above_x = links_[x].parent;
  Node y = column, y_size = links_[y].size, above_y = links_[y].parent;
  while (x != y) {
    const bool climbs_x = x_size <= y_size;
    const Node end = climbs_x ? x : y, above = climbs_x ? above_x : above_y;
    const Link &link = links_[end], &next = links_[above];
    x = climbs_x ? above : x;
    x_size = climbs_x ? next.size : x_size;
    above_x = climbs_x ? next.parent : above_x;
    y = climbs_x ? y : above;
    y_size = climbs_x ? y_size : next.size;
    above_y = climbs_x ? above_y : next.parent;
    const bool loses = is_row(end) == climbs_x, is_least = loses & (link.flow < least_flow);
    reduced_cost += kSign[loses] * link.cost;
    magnitude += std::abs(link.cost);
    leaving = is_least ? end : leaving;
    least_flow = is_least ? link.flow : least_flow;
  }
  return {reduced_cost, magnitude, least_flow, leaving, x, is_row(leaving)};
}

void BasisTree::change_path(Node x, Node end, Flow row_change, Node size_change) {
  for (; x != end; x = links_[x].parent) {
    links_[x].flow += is_row(x) ? row_change : -row_change;
    links_[x].size += size_change;
  }
}

// Turns the arcs from `x` up to `last` round: x gets the link `turned`, each node above hangs from the one before, and
// below it is then all of the part that was not below the one before. Rows' flows change by `row_change`.
void BasisTree::turn_stem(Node x, Link turned, Node last, Flow row_change) {
  const Node part = turned.size;
  for (;;) {
    const Link old = links_[x];
    links_[x] = turned;
    if (x == last) return;
    turned = {x, part - old.size, old.flow + (is_row(x) ? row_change : -row_change), old.cost};
    x = old.parent;
  }
}

}  // namespace mongecarlo
