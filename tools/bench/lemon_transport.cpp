#include "lemon_transport.hpp"

#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <cmath>
#include <stdexcept>
#include <utility>

namespace mongecarlo::bench {
namespace {

constexpr double kCostUnits = 0x1p40;
constexpr double kMassUnits = 0x1p50;

using Graph = lemon::StaticDigraph;
using Simplex = lemon::NetworkSimplex<Graph, std::int64_t, std::int64_t>;

/// Sources 0..n-1, targets n..n+m-1; arc i m + j goes from source i to target j.
void build(Graph& graph, Index n, Index m) {
  std::vector<std::pair<int, int>> arcs;
  arcs.reserve(static_cast<std::size_t>(n * m));
  for (int i = 0; i < n; ++i)
    for (int j = 0; j < m; ++j) arcs.emplace_back(i, static_cast<int>(n) + j);
  graph.build(static_cast<int>(n + m), arcs.begin(), arcs.end());
}

double price(const Simplex& simplex, const MatrixView& cost) {
  long double total = 0;
  for (Index k = 0; k < cost.size(); ++k)
    total += static_cast<long double>(simplex.flow(Graph::arc(static_cast<int>(k)))) * cost.data()[k];
  return static_cast<double>(total / kMassUnits);
}

}  // namespace

std::vector<std::int64_t> integer_masses(const double* weights, Index n) {
  std::vector<std::int64_t> masses(static_cast<std::size_t>(n));
  double total = 0;
  for (Index i = 0; i < n; ++i) total += weights ? weights[i] : 1;
  auto rest = static_cast<std::int64_t>(kMassUnits);
  std::size_t greatest = 0;
  for (std::size_t i = 0; i < masses.size(); ++i) {
    masses[i] = std::llround((weights ? weights[i] : 1) / total * kMassUnits);
    rest -= masses[i];
    if (masses[i] > masses[greatest]) greatest = i;
  }
  masses[greatest] += rest;
  return masses;
}

double lemon_transport(const MatrixView& cost, const std::vector<std::int64_t>& sources,
                       const std::vector<std::int64_t>& targets) {
  const Index n = cost.rows(), m = cost.cols();
  Graph graph;
  build(graph, n, m);
  const double largest = cost.cwiseAbs().maxCoeff();
  const double scale = largest > 0 ? kCostUnits / largest : 1;
  Graph::ArcMap<std::int64_t> arc_costs(graph);
  for (Index k = 0; k < cost.size(); ++k)
    arc_costs[Graph::arc(static_cast<int>(k))] = std::llround(cost.data()[k] * scale);
  Graph::NodeMap<std::int64_t> supplies(graph);
  for (Index i = 0; i < n; ++i) supplies[Graph::node(static_cast<int>(i))] = sources[static_cast<std::size_t>(i)];
  for (Index j = 0; j < m; ++j) supplies[Graph::node(static_cast<int>(n + j))] = -targets[static_cast<std::size_t>(j)];
  Simplex simplex(graph);
  simplex.costMap(arc_costs).supplyMap(supplies);
  if (simplex.run() != Simplex::OPTIMAL) throw std::runtime_error("LEMON found no optimum");
  return price(simplex, cost);
}

}  // namespace mongecarlo::bench
