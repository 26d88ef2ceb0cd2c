#pragma once
#include <cmath>
#include <vector>

#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo::divergences {

/// A probability vector most of whose mass sits on a few entries: weights U^6, normalised.
inline Vector random_weights(Index size, Stream stream) {
  Vector weights(size);
  for (Index k = 0; k < size; ++k) weights[k] = std::pow(stream.uniform(), 6);
  return weights / weights.sum();
}

/// A random tree: node v hangs below one of the nodes before it, at a distance in (0.1, 1).
struct RandomTree {
  std::vector<Index> parent;
  Vector length;

  RandomTree(Index nodes, Stream stream) : parent(static_cast<std::size_t>(nodes), -1), length(Vector::Zero(nodes)) {
    for (Index v = 1; v < nodes; ++v) {
      parent[static_cast<std::size_t>(v)] = static_cast<Index>(stream.below(static_cast<std::uint64_t>(v)));
      length[v] = 0.1 + 0.9 * stream.uniform();
    }
  }
  Index nodes() const { return length.size(); }
};

/// Shortest lengths between all nodes of a graph given by an edge matrix (infinite: no edge), Floyd and Warshall.
inline Matrix path_lengths(Matrix d) {
  for (Index k = 0; k < d.rows(); ++k)
    for (Index i = 0; i < d.rows(); ++i)
      for (Index j = 0; j < d.rows(); ++j) d(i, j) = std::min(d(i, j), d(i, k) + d(k, j));
  return d;
}

}  // namespace mongecarlo::divergences
