#pragma once
#include <vector>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/transport/solvers/exact.hpp"

namespace mongecarlo {

/// W_1 between two measures on the nodes of a weighted undirected graph, for the length of shortest paths, with
/// Kantorovich-Rubinstein from both sides:
///
///     min sum over edges of length |flow|,  div flow = mu - nu      (Beckmann)
///   = max sum phi (mu - nu),  |phi(v) - phi(w)| <= length of every edge {v, w}.
///
/// Shortest paths from the nodes that have mass to give (Dijkstra), the exact solver between these and the nodes that
/// need some, the plan routed along the paths; the potential is the distance to the needy nodes with their dual prices
/// as head starts, and so 1-Lipschitz by construction. O(S (E + V) log V) beside the exact solve, S nodes that give, S
/// V memory.
class GraphTransport {
 public:
  struct Edge {
    Index v, w;
    double length;
  };
  struct Solution {
    Certified w1;
    double primal = 0, dual = 0;
    double divergence_error = 0;  ///< sum over nodes of |div flow - (mu - nu)|
    double lipschitz_error = 0;   ///< max over edges of |phi(v) - phi(w)| - length, if positive
    Vector flow;                  ///< along each edge, from v to w
    Vector potential;             ///< by node
    Termination termination = Termination::converged;
  };

  /// Throws std::invalid_argument (an end that is no node, no nodes) or std::domain_error (a length that is negative or
  /// not finite).
  GraphTransport(Index nodes, std::vector<Edge> edges);

  Index nodes() const { return nodes_; }
  /// Length of the shortest path from `source` to every node; infinite where there is none.
  Vector distances(Index source) const;
  /// Measures on the nodes, of equal mass. Throws std::invalid_argument for sizes, std::domain_error for masses that
  /// differ or cannot meet because no path leads from one to the other.
  Solution solve(const Vector& mu, const Vector& nu) const;

 private:
  struct Arc {
    Index to, edge;
    double length;
  };
  /// Dijkstra from several nodes with head starts; `through` gets the edge by which each node is reached.
  void shortest_paths(Vector& distance, std::vector<Index>& through) const;
  void route(Index from, double mass, const std::vector<Index>& through, Index to, Vector& flow) const;
  void certify(const Vector& excess, Solution& solution) const;

  Index nodes_;
  std::vector<Edge> edges_;
  std::vector<std::vector<Arc>> arcs_;
};

}  // namespace mongecarlo
