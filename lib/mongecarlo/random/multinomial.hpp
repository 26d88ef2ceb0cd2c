#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "mongecarlo/random/stream.hpp"

namespace mongecarlo {

/// Draws how often each of K points is met in n independent draws of weights w: one binomial a point, given those
/// before, so O(K) a draw whatever n is, and never a count where there is no weight. O(K) to prepare; preparing the
/// same number of weights again allocates nothing.
class Multinomial {
 public:
  /// `weights` must be finite, >= 0 and not all zero: not checked here.
  void prepare(std::span<const double> weights);
  std::size_t points() const { return shares_.size(); }
  /// Counts of n draws, which sum to n; `counts` has one place a point (std::invalid_argument).
  void draw(std::uint64_t n, Stream& stream, std::span<std::uint64_t> counts) const;

 private:
  std::vector<double> shares_;  // of a point among itself and those after it; 1 for the last with weight
};

}  // namespace mongecarlo
