#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "mongecarlo/minibatch/batches.hpp"
#include "mongecarlo/minibatch/kernel.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo {

/// How batches are drawn from a weighted sample (a_1, ..., a_n), and which weights the batch carries (Fatras et al.
/// 2021). A scheme is admissible iff  sum_I P(I) w_I(i) = a_i  for every i: then the averaged plan has marginals a and
/// b.
enum class WeightedLaw {
  /// m independent indices, P(I) = prod a_{i_r}; batch weights 1/m. Admissible.
  with_replacement,
  /// m-subsets with P(I) = sum_{i in I} a_i / C(n-1, m-1); batch weights a_i / sum_I a. Admissible.
  without_replacement,
  /// Successive draws with probability proportional to the remaining weights, batch weights 1/m: what
  /// numpy.random.choice(p=a, replace=False) does. NOT admissible; here so that it can be shown.
  successive
};

/// Calls visit(batch, probability, batch weights) for every batch of the law. Enumerates n^m tuples
/// (without_replacement: C(n, m) subsets). Throws std::domain_error for weights that are no probability vector or m out
/// of range.
void for_each_weighted_batch(WeightedLaw law, const VectorView& a, Index m,
                             const std::function<void(Batch, double, const Vector&)>& visit);

/// sum_I P(I) w_I: the marginal of the averaged plan. Equal to a for an admissible law.
Vector average_batch_weights(WeightedLaw law, const VectorView& a, Index m);

/// Draws batches of a weighted law in O(m) random numbers (O(m log n) time after O(n) preparation).
class WeightedBatchSampler {
 public:
  WeightedBatchSampler(WeightedLaw law, const VectorView& a, Index m);
  /// Fills `batch` and `weights` (sizes m).
  void draw(Stream& stream, std::vector<std::uint32_t>& batch, Vector& weights);

 private:
  std::uint32_t draw_index(Stream& stream) const;
  void draw_successive(Stream& stream, std::vector<std::uint32_t>& batch) const;
  void draw_size_biased(Stream& stream, std::vector<std::uint32_t>& batch);

  WeightedLaw law_;
  Vector a_, cumulative_;
  Index m_;
  SubsetSampler sampler_;
  std::vector<std::uint32_t> rest_;
};

/// Complete estimator and averaged plan under a weighted law on both sides, by enumeration.
Certified complete_weighted_plan(Kernel& kernel, const MatrixView& x, const VectorView& a, const MatrixView& y,
                                 const VectorView& b, Index m, WeightedLaw law, Matrix& plan);

}  // namespace mongecarlo
