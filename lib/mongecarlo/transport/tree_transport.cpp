#include "mongecarlo/transport/tree_transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();

void check_measures(const char* function, const VectorView& mu, const VectorView& nu, Index nodes) {
  check_equal_size(function, "mu", mu.size(), "nodes", nodes);
  check_equal_size(function, "nu", nu.size(), "nodes", nodes);
  check_weights(function, "mu", as_span(mu));
  check_weights(function, "nu", as_span(nu));
  const double source = compensated_sum(as_span(mu)), target = compensated_sum(as_span(nu));
  if (std::abs(source - target) > kMassTolerance * std::max(source, target))
    throw std::domain_error(
        fmt::format("{}: mass of nu is {}, but must equal the mass of mu, {}", function, target, source));
}

}  // namespace

TreeTransport::TreeTransport(std::vector<Index> parent, Vector length)
    : parent_(std::move(parent)), length_(std::move(length)) {
  const auto nodes = static_cast<Index>(parent_.size());
  check_not_empty("TreeTransport", "parent", nodes);
  check_equal_size("TreeTransport", "length", length_.size(), "parent", nodes);
  for (Index v = 0; v < nodes; ++v) {
    if (parent_[v] < -1 || parent_[v] >= nodes)
      throw std::invalid_argument(
          fmt::format("TreeTransport: parent[{}] is {}, but must be a node or -1", v, parent_[v]));
    if (parent_[v] >= 0) check_nonnegative("TreeTransport", fmt::format("length[{}]", v), length_[v]);
  }
  order_nodes();
}

// Levels by pointer chasing with memory, then nodes from the deepest level up.
void TreeTransport::order_nodes() {
  const auto nodes = static_cast<Index>(parent_.size());
  level_.assign(parent_.size(), -1);
  Index roots = 0;
  std::vector<Index> path;
  for (Index start = 0; start < nodes; ++start) {
    roots += parent_[start] < 0;
    path.clear();
    Index v = start;
    for (; v >= 0 && level_[v] < 0; v = parent_[v]) {
      path.push_back(v);
      level_[v] = nodes;  // being looked at: meeting it again closes a cycle
    }
    if (v >= 0 && level_[v] == nodes)
      throw std::invalid_argument(fmt::format("TreeTransport: parent has a cycle through node {}", v));
    Index level = v >= 0 ? level_[v] + 1 : 0;
    for (auto node = path.rbegin(); node != path.rend(); ++node) level_[*node] = level++;
  }
  if (roots != 1)
    throw std::invalid_argument(fmt::format("TreeTransport: parent has {} roots, but must have 1", roots));
  from_leaves_.resize(parent_.size());
  for (Index v = 0; v < nodes; ++v) from_leaves_[v] = v;
  std::stable_sort(from_leaves_.begin(), from_leaves_.end(), [&](Index v, Index w) { return level_[v] > level_[w]; });
}

TreeTransport TreeTransport::ultrametric(std::vector<Index> parent, const Vector& diameter, double power) {
  check_positive("TreeTransport::ultrametric", "power", power);
  check_equal_size("TreeTransport::ultrametric", "diameter", diameter.size(), "parent",
                   static_cast<long long>(parent.size()));
  Vector length = Vector::Zero(diameter.size());
  std::vector<bool> is_leaf(parent.size(), true);
  for (std::size_t v = 0; v < parent.size(); ++v) {
    const auto node = static_cast<Index>(v);
    if (parent[v] < 0 || parent[v] >= diameter.size()) continue;  // what is wrong with a parent is said below
    is_leaf[static_cast<std::size_t>(parent[v])] = false;
    check_between("TreeTransport::ultrametric", fmt::format("diameter[{}]", v), diameter[node], 0, diameter[parent[v]]);
    length[node] = 0.5 * (std::pow(diameter[parent[v]], power) - std::pow(diameter[node], power));
  }
  for (std::size_t v = 0; v < parent.size(); ++v)
    if (is_leaf[v])
      check_between("TreeTransport::ultrametric", fmt::format("diameter[{}] of a leaf", v),
                    diameter[static_cast<Index>(v)], 0, 0);
  return TreeTransport(std::move(parent), std::move(length));
}

double TreeTransport::distance(Index v, Index w) const {
  check_between("TreeTransport::distance", "v", static_cast<double>(v), 0, static_cast<double>(nodes() - 1));
  check_between("TreeTransport::distance", "w", static_cast<double>(w), 0, static_cast<double>(nodes() - 1));
  double path = 0;
  while (v != w) {
    Index& deeper = level_[v] >= level_[w] ? v : w;
    path += length_[deeper];
    deeper = parent_[deeper];
  }
  return path;
}

void TreeTransport::solve(const VectorView& mu, const VectorView& nu, Solution& solution) const {
  check_measures("TreeTransport::solve", mu, nu, nodes());
  const double mass = compensated_sum(as_span(mu)), scale = mass / compensated_sum(as_span(nu));
  solution.flow = mu - scale * nu;
  CompensatedSum primal, dual;
  double longest = 0;
  for (Index v : from_leaves_) {
    if (parent_[v] < 0) continue;
    solution.flow[parent_[v]] += solution.flow[v];
    primal.add(length_[v] * std::abs(solution.flow[v]));
  }
  solution.potential.resize(nodes());
  for (auto node = from_leaves_.rbegin(); node != from_leaves_.rend(); ++node) {
    const Index v = *node, above = parent_[v];
    solution.potential[v] = above < 0 ? 0 : solution.potential[above] + std::copysign(length_[v], solution.flow[v]);
    if (above < 0) solution.flow[v] = 0;
    longest = std::max(longest, std::abs(solution.potential[v]));
  }
  for (Index v = 0; v < nodes(); ++v) dual.add(solution.potential[v] * (mu[v] - scale * nu[v]));
  // Flows are sums of up to N masses, potentials of as many lengths as there are levels.
  const double allowance = kUnit * (4 * primal.value() + 4 * static_cast<double>(nodes()) * mass * longest);
  solution.primal = primal.value();
  solution.dual = dual.value();
  solution.w1 = {std::max(0.0, std::min(solution.dual, solution.primal) - allowance), solution.primal + allowance};
}

TreeTransport::Solution TreeTransport::solve(const Vector& mu, const Vector& nu) const {
  Solution solution;
  solve(view(mu), view(nu), solution);
  return solution;
}

}  // namespace mongecarlo
