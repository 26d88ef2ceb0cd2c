#include "mongecarlo/transport/graph_transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>
#include <stdexcept>
#include <utility>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<Index> nodes_where(const Vector& excess, double sign) {
  std::vector<Index> nodes;
  for (Index v = 0; v < excess.size(); ++v)
    if (sign * excess[v] > 0) nodes.push_back(v);
  return nodes;
}

Vector masses_at(const Vector& excess, const std::vector<Index>& nodes) {
  Vector masses(static_cast<Index>(nodes.size()));
  for (std::size_t k = 0; k < nodes.size(); ++k) masses[static_cast<Index>(k)] = std::abs(excess[nodes[k]]);
  return masses;
}

}  // namespace

GraphTransport::GraphTransport(Index nodes, std::vector<Edge> edges) : nodes_(nodes), edges_(std::move(edges)) {
  check_at_least("GraphTransport", "nodes", nodes, 1);
  arcs_.resize(static_cast<std::size_t>(nodes));
  for (std::size_t k = 0; k < edges_.size(); ++k) {
    const Edge& edge = edges_[k];
    for (Index end : {edge.v, edge.w})
      if (end < 0 || end >= nodes)
        throw std::invalid_argument(
            fmt::format("GraphTransport: edges[{}] ends at {}, but the nodes are 0 to {}", k, end, nodes - 1));
    check_nonnegative("GraphTransport", fmt::format("length of edges[{}]", k), edge.length);
    arcs_[static_cast<std::size_t>(edge.v)].push_back({edge.w, static_cast<Index>(k), edge.length});
    arcs_[static_cast<std::size_t>(edge.w)].push_back({edge.v, static_cast<Index>(k), edge.length});
  }
}

void GraphTransport::shortest_paths(Vector& distance, std::vector<Index>& through) const {
  using Entry = std::pair<double, Index>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  through.assign(static_cast<std::size_t>(nodes_), -1);
  for (Index v = 0; v < nodes_; ++v)
    if (distance[v] < kInfinity) queue.emplace(distance[v], v);
  while (!queue.empty()) {
    const auto [reached, v] = queue.top();
    queue.pop();
    if (reached > distance[v]) continue;
    for (const Arc& arc : arcs_[static_cast<std::size_t>(v)]) {
      const double candidate = reached + arc.length;
      if (candidate >= distance[arc.to]) continue;
      distance[arc.to] = candidate;
      through[static_cast<std::size_t>(arc.to)] = arc.edge;
      queue.emplace(candidate, arc.to);
    }
  }
}

Vector GraphTransport::distances(Index source) const {
  check_between("GraphTransport::distances", "source", static_cast<double>(source), 0, static_cast<double>(nodes_ - 1));
  Vector distance = Vector::Constant(nodes_, kInfinity);
  distance[source] = 0;
  std::vector<Index> through;
  shortest_paths(distance, through);
  return distance;
}

void GraphTransport::route(Index from, double mass, const std::vector<Index>& through, Index to, Vector& flow) const {
  while (to != from) {
    const Index edge = through[static_cast<std::size_t>(to)];
    const bool is_forward = edges_[static_cast<std::size_t>(edge)].w == to;
    flow[edge] += is_forward ? mass : -mass;
    to = is_forward ? edges_[static_cast<std::size_t>(edge)].v : edges_[static_cast<std::size_t>(edge)].w;
  }
}

GraphTransport::Solution GraphTransport::solve(const Vector& mu, const Vector& nu) const {
  check_equal_size("GraphTransport::solve", "mu", mu.size(), "nodes", nodes_);
  check_equal_size("GraphTransport::solve", "nu", nu.size(), "nodes", nodes_);
  check_weights("GraphTransport::solve", "mu", as_span(view(mu)));
  check_weights("GraphTransport::solve", "nu", as_span(view(nu)));
  const double source_mass = compensated_sum(as_span(view(mu))), target_mass = compensated_sum(as_span(view(nu)));
  if (std::abs(source_mass - target_mass) > kMassTolerance * std::max(source_mass, target_mass))
    throw std::domain_error(fmt::format("GraphTransport::solve: mass of nu is {}, but must equal the mass of mu, {}",
                                        target_mass, source_mass));
  const Vector excess = mu - (source_mass / target_mass) * nu;
  const std::vector<Index> givers = nodes_where(excess, 1), takers = nodes_where(excess, -1);
  Solution solution;
  solution.flow = Vector::Zero(static_cast<Index>(edges_.size()));
  solution.potential = Vector::Zero(nodes_);
  if (givers.empty() || takers.empty()) {
    certify(excess, solution);
    return solution;
  }
  Matrix cost(static_cast<Index>(givers.size()), static_cast<Index>(takers.size()));
  std::vector<std::vector<Index>> paths(givers.size());
  for (Index i = 0; i < cost.rows(); ++i) {
    Vector distance = Vector::Constant(nodes_, kInfinity);
    distance[givers[i]] = 0;
    shortest_paths(distance, paths[i]);
    for (Index j = 0; j < cost.cols(); ++j) {
      cost(i, j) = distance[takers[j]];
      if (!(cost(i, j) < kInfinity))
        throw std::domain_error(
            fmt::format("GraphTransport::solve: no path leads from node {}, which has mass to give, "
                        "to node {}, which needs some",
                        givers[i], takers[j]));
    }
  }
  const Vector given = masses_at(excess, givers), taken = masses_at(excess, takers);
  Result result;
  ExactSolver({}).solve(problem_from_matrix(cost, given, taken), result);
  for (const PlanEntry& entry : result.plan)
    route(givers[entry.source], entry.mass, paths[entry.source], takers[entry.target], solution.flow);
  Vector prices = Vector::Constant(nodes_, kInfinity);
  for (Index j = 0; j < cost.cols(); ++j) prices[takers[j]] = -result.g[j];
  std::vector<Index> through;
  shortest_paths(prices, through);
  // Nodes out of reach of every taker hold no excess: any constant will do.
  solution.potential = prices.array().isFinite().select(prices, 0);
  solution.termination = result.termination;
  certify(excess, solution);
  return solution;
}

// Both values anew from flow and potential alone. Misplaced mass can be carried home over no more than all edges, and a
// potential too steep is made feasible by dividing it.
void GraphTransport::certify(const Vector& excess, Solution& solution) const {
  CompensatedSum primal, dual;
  Vector imbalance = excess;
  double all_edges = 0, steepest = 1;
  for (std::size_t k = 0; k < edges_.size(); ++k) {
    const Edge& edge = edges_[k];
    const double flow = solution.flow[static_cast<Index>(k)];
    const double rise = std::abs(solution.potential[edge.v] - solution.potential[edge.w]);
    primal.add(edge.length * std::abs(flow));
    imbalance[edge.v] -= flow;
    imbalance[edge.w] += flow;
    all_edges += edge.length;
    solution.lipschitz_error = std::max(solution.lipschitz_error, rise - edge.length);
    if (rise > edge.length && edge.length > 0) steepest = std::max(steepest, rise / edge.length);
  }
  for (Index v = 0; v < nodes_; ++v) dual.add(solution.potential[v] * excess[v]);
  solution.primal = primal.value();
  solution.dual = dual.value();
  solution.divergence_error = imbalance.lpNorm<1>();
  const double mass = excess.lpNorm<1>(), highest = solution.potential.lpNorm<Eigen::Infinity>();
  const double allowance = kUnit * (8 * solution.primal + static_cast<double>(nodes_) * mass * highest);
  solution.w1 = {std::max(0.0, solution.dual / steepest - allowance - solution.divergence_error * highest),
                 solution.primal + allowance + solution.divergence_error * all_edges, solution.termination};
}

}  // namespace mongecarlo
