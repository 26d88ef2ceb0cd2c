#pragma once
#include <vector>

#include "mongecarlo/transport/distance_pair.hpp"
#include "mongecarlo/transport/result.hpp"

namespace mongecarlo {

/// The global optimum of small Gromov-Wasserstein problems. Where the weights are multiples of mass / N for an N <= 8,
/// points can be written out N times in all, each of equal weight; and where both matrices are of negative type (<E, D
/// E> <= 0 for sum E = 0: Euclidean distances to any power <= 2 are, Schoenberg 1938), the objective is concave on
/// plans, so that a permutation is optimal. All of them are looked at, depth first, dropping what already costs more
/// than the best: N! / 2^N visits or so.
class GromovEnumeration {
 public:
  /// False where the problem is not of this kind.
  bool prepare(const DistancePair& pair);
  /// Value of the best plan, which `plan` receives in the places of the pair.
  double solve(std::vector<PlanEntry>& plan);
  /// What the optimum may lie below the value: rounding, and what is left open of the negative type.
  double slack() const { return slack_; }
  long long visits() const { return visits_; }

 private:
  static constexpr Index kLargest = 8;
  bool write_out(const DistanceSide& side, Index copies, std::vector<Index>& place, Matrix& distances);
  bool is_negative_type(const Matrix& distances, double largest);
  void extend(Index row, double cost);

  const DistancePair* pair_ = nullptr;
  Index n_ = 0;
  std::vector<Index> source_place_, target_place_;
  Matrix source_, target_, gram_;
  std::vector<Index> partner_, best_;
  std::vector<char> is_used_;
  double best_cost_ = 0, slack_ = 0;
  long long visits_ = 0;
};

}  // namespace mongecarlo
