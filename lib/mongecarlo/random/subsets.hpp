#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "mongecarlo/random/stream.hpp"

namespace mongecarlo {

/// How the m indices of a batch are drawn from {0, ..., n-1}.
enum class SubsetLaw {
  without_replacement,  ///< uniform over the C(n, m) subsets
  with_replacement      ///< m independent uniform indices
};

/// Draws m-subsets of {0, ..., n-1} in O(m) expected time whatever n is (Floyd's algorithm, Bentley and Floyd 1987,
/// with a small hash table; no permutation of n). The subset is uniform, its order is not: shuffle it where positions
/// matter. Memory 8 to 16 bytes an index, reused: no allocation after the first draw of the largest m.
class SubsetSampler {
 public:
  /// Fills `indices` (its size is m). Throws std::domain_error when m > n without replacement, or n < 1.
  void draw(SubsetLaw law, std::uint32_t n, Stream& stream, std::span<std::uint32_t> indices);

 private:
  void draw_distinct(std::uint32_t n, Stream& stream, std::span<std::uint32_t> indices);
  void clear(std::size_t m);
  bool insert(std::uint32_t index);

  std::vector<std::uint32_t> table_;  // open addressing, index + 1, 0 = empty
  int bits_ = 0;                      // the first 2^bits_ slots are in use
};

}  // namespace mongecarlo
