#pragma once
#include <string_view>
#include <vector>

#include "mongecarlo/transport/problem.hpp"

namespace mongecarlo {

/// One side of a Gromov-Wasserstein problem: distances D_ik within it, and weights.
struct DistanceSide {
  Index size = 0;
  Matrix distances;
  Vector weights;
  bool is_uniform = true;
  double largest = 0;        ///< max |D_ik|
  std::vector<Index> order;  ///< place -> index in the problem
  Matrix profile;            ///< row i: D_i1, ..., D_in in ascending order
  Matrix profile_weight;     ///< and the weights in that order; empty for equal weights

  double mass() const;
};

/// Both sides, with the points in an order that does not depend on how the problem numbers them: by weight, then by
/// profile. So whatever is computed from here on gives the same bits for any numbering, unless two points of one side
/// have equal weights and profiles (these keep their order). Buffers are kept.
class DistancePair {
 public:
  /// From problem.source_distances and target_distances, or from points: D_ik = c(x_i, x_k). O(n^2 (d + log n)).
  /// Throws std::invalid_argument where a side has neither, is not square or does not fit its weights, and
  /// std::domain_error for entries that are not finite, not symmetric or too large, for weights, and for masses that
  /// differ.
  void prepare(const Problem& problem, std::string_view function);

  const DistanceSide& source() const { return source_; }
  const DistanceSide& target() const { return target_; }
  double mass() const { return mass_; }
  /// Sizes the value can have: (max |D| + max |D'|)^2 mass^2.
  double scale() const;

 private:
  struct Names {  // for messages
    const char *side, *weights, *points, *distances, *columns, *largest;
  };
  struct Given {
    const Names& names;
    MatrixView distances, points;
    VectorView weights;
  };
  static const Names kSource, kTarget;
  void check_distances(std::string_view function, const Names& names) const;
  void read_side(std::string_view function, const Given& given, const std::optional<GroundCost>& cost,
                 DistanceSide& side);
  void sort_profiles(DistanceSide& side);
  void reorder(DistanceSide& side);

  DistanceSide source_, target_;
  double mass_ = 0;
  Matrix raw_, raw_profile_, raw_weight_;
  Vector raw_weights_;
  std::vector<Index> line_;
};

}  // namespace mongecarlo
