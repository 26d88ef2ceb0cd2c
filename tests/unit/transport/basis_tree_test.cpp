#include "mongecarlo/transport/basis_tree.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

using Node = BasisTree::Node;
using Flow = BasisTree::Flow;

struct Basis {
  Matrix cost;
  std::vector<Flow> supply;
  BasisTree tree;

  double cost_of(Node x) const { return cost(tree.source(x), tree.target(x)); }
  Index rows() const { return cost.rows(); }
};

// Rows and columns in turn, as in the north-west corner of a table; no two supplies run out together.
void build(Basis& basis, Numbers& numbers, Index n, Index m) {
  basis.cost = (numbers.matrix(n, m) * 1000).array().floor();
  basis.supply.assign(static_cast<std::size_t>(n + m), 0);
  Flow thousands = -m;
  for (Index i = 0; i < n; ++i) {
    const Flow share = m + static_cast<Flow>(50 * numbers.next());
    basis.supply[i] = 1000 * share + 1;
    thousands += share;
  }
  for (Index j = 0; j < m; ++j) basis.supply[n + j] = 1000;
  for (; thousands > 0; --thousands)
    basis.supply[n + static_cast<Index>(numbers.next() * static_cast<double>(m))] += 1000;
  basis.supply.back() += n;
  std::vector<Flow> left = basis.supply;
  basis.tree.reset(n, m);
  Index i = 0, j = 0;
  while (i < n) {
    const Node row = static_cast<Node>(i), column = static_cast<Node>(n + j);
    const bool uses_up_column = left[column] < left[row];
    const Node used_up = uses_up_column ? column : row, other = uses_up_column ? row : column;
    basis.tree.hang(used_up, other, left[used_up], basis.cost(i, j));
    left[other] -= left[used_up];
    ++(uses_up_column ? j : i);
  }
  basis.tree.finish(static_cast<Node>(n + j), static_cast<Node>(n / 2));
}

double price_of_plan(const Basis& basis) {
  double price = 0;
  for (Node x = 0; x < basis.tree.size(); ++x)
    if (x != basis.tree.root()) price += static_cast<double>(basis.tree.flow(x)) * basis.cost_of(x);
  return price;
}

double reduced_cost(const Basis& basis, Index i, Index j) {
  return basis.cost(i, j) - basis.tree.row_prices()[i] - basis.tree.column_prices()[j];
}

void check_sound(Basis& basis) {
  BasisTree& tree = basis.tree;
  tree.make_prices();
  std::vector<Flow> net(basis.supply.size(), 0);
  std::vector<Node> size(basis.supply.size(), 1);
  std::vector<bool> seen(basis.supply.size(), false);
  for (Node x : tree.order()) {
    REQUIRE((x == tree.root() || seen[tree.parent(x)]));
    seen[x] = true;
  }
  for (std::size_t k = tree.order().size(); k-- > 1;) {
    const Node x = tree.order()[k];
    CHECK(tree.flow(x) > 0);
    CHECK(reduced_cost(basis, tree.source(x), tree.target(x)) == 0);
    net[x] += tree.flow(x);
    net[tree.parent(x)] += tree.flow(x);
    size[tree.parent(x)] += size[x];
  }
  CHECK(net == basis.supply);
  for (Node x = 0; x < tree.size(); ++x) CHECK(tree.subtree_size(x) == size[x]);
  CHECK(std::count(seen.begin(), seen.end(), true) == tree.size());
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("the tree stays a basis through random pivots and each makes the plan cheaper") {
    Numbers numbers(31);
    const std::pair<Index, Index> shapes[] = {{1, 1}, {2, 3}, {7, 7}, {20, 9}, {40, 60}};
    for (auto [n, m] : shapes) {
      Basis basis;
      build(basis, numbers, n, m);
      check_sound(basis);
      CHECK(basis.tree.root() == n / 2);
      for (int round = 0; round < 300; ++round) {
        const Index i = static_cast<Index>(numbers.next() * static_cast<double>(n));
        const Index j = static_cast<Index>(numbers.next() * static_cast<double>(m));
        const double before = price_of_plan(basis), expected = reduced_cost(basis, i, j);
        const bool entered = basis.tree.enter(static_cast<Node>(i), static_cast<Node>(n + j), basis.cost(i, j));
        CHECK(entered == (expected < 0));
        CHECK((price_of_plan(basis) < before) == entered);
        if (entered) basis.tree.make_prices();
        if (round % 20 == 0) check_sound(basis);
      }
      check_sound(basis);
    }
  }

  TEST_CASE("arcs are judged right although prices are old") {
    Numbers numbers(32);
    Basis basis;
    build(basis, numbers, 15, 12);
    for (int round = 0; round < 200; ++round) {
      const Index i = static_cast<Index>(numbers.next() * 15), j = static_cast<Index>(numbers.next() * 12);
      Basis copy = basis;
      copy.tree.make_prices();
      CHECK(basis.tree.enter(static_cast<Node>(i), static_cast<Node>(15 + j), basis.cost(i, j)) ==
            (reduced_cost(copy, i, j) < 0));
    }
    check_sound(basis);
  }
}
