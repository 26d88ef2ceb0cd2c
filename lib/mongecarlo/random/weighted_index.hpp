#pragma once
#include <cstddef>
#include <span>
#include <vector>

#include "mongecarlo/random/stream.hpp"

namespace mongecarlo {

/// Draws an index i with probability w_i / sum w. Equal weights are drawn exactly, by one bounded integer; others by
/// one uniform and a guide table (Chen and Asau 1974), with probabilities right to within 2^-52. O(K) to prepare, O(1)
/// expected a draw; preparing the same number of weights again allocates nothing.
class WeightedIndex {
 public:
  /// `weights` must be finite, >= 0 and not all zero: not checked here.
  void prepare(std::span<const double> weights);
  std::size_t draw(Stream& stream) const {
    return cumulative_.empty() ? static_cast<std::size_t>(stream.below(size_)) : at(stream.uniform());
  }
  /// The index whose share of [0, 1) holds u; for unequal weights.
  std::size_t at(double u) const;

 private:
  void tabulate(std::span<const double> weights);

  std::size_t size_ = 0;
  std::vector<double> cumulative_;  // empty for equal weights
  std::vector<std::size_t> guide_;  // guide_[g]: the first index whose cumulative weight exceeds g / K
};

}  // namespace mongecarlo
