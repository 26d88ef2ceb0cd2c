#pragma once
#include <span>
#include <vector>

#include "mongecarlo/random/stream.hpp"

namespace mongecarlo::curse_of_dimension {

/// The leaves of a tree with b children a node and L levels, at distance 2^-l when they part below level l: a space of
/// dimension s = log2(b), with the uniform law. d^p is an ultrametric, so that W_p^p is a sum over nodes v of levels l
/// = 1..L of (D_(l-1)^p - D_l^p) / 2 times the mass that has to cross the edge above v, D_l = 2^-l and D_L = 0.
struct RegularTree {
  int children = 2, levels = 10;
  double power = 1;  ///< p

  /// (D_(l-1)^p - D_l^p) / 2.
  double edge(int level) const;
  /// E W_p^p of n independent leaves to their law: sum over levels of the edge times b^l times the mean absolute
  /// deviation of Bin(n, b^-l) / n, which De Moivre knew: 2 v (1 - q) P(Bin(n, q) = v) / n, v = floor(n q) + 1.
  /// O(levels).
  double expected_distance(double n) const;
  /// W_p^p of a sample to the law. Sorts the leaves. O(n (levels + log n)).
  double distance_to_law(std::vector<std::uint64_t>& leaves) const;
  /// W_p^p of two samples of equal size.
  double distance(std::vector<std::uint64_t>& leaves, std::vector<std::uint64_t>& others) const;
  /// d^p of two leaves.
  double cost(std::uint64_t leaf, std::uint64_t other) const;

  std::uint64_t leaves() const;
  void sample(std::vector<std::uint64_t>& leaves, Stream stream) const;
};

}  // namespace mongecarlo::curse_of_dimension
