#pragma once
#include <vector>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// Local search on permutations s for max sum_ik D_ik D'_{s(i) s(k)}, D and D' symmetric (a quadratic assignment
/// problem): exchanges the partners of two points as long as that gains more than `least_gain`. O(n^3) a round over all
/// pairs.
class PairwiseExchange {
 public:
  /// True where it found an exchange; `partner` then holds the better permutation. At most `most_rounds` rounds.
  bool improve(const Matrix& source, const Matrix& target, double least_gain, int most_rounds,
               std::vector<Index>& partner);

 private:
  double gain(const Matrix& source, Index r, Index s) const;
  void exchange(Index r, Index s);

  Matrix permuted_;  // D'_{s(i) s(k)}
};

}  // namespace mongecarlo
