#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "mongecarlo/minibatch/batches.hpp"
#include "mongecarlo/minibatch/kernel.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo {

/// How the k pairs of batches relate to each other.
enum class PairLaw {
  independent,  ///< k independent pairs: a multiset, what the theorems speak of
  distinct      ///< k different pairs ("a set of cardinality k"): unbiased too, but with a finite-population correction
};

struct IncompleteOptions {
  Index m = 1;  ///< batch size
  Index k = 1;  ///< number of pairs of batches
  SubsetLaw law = SubsetLaw::without_replacement;
  PairLaw pairs = PairLaw::independent;
};

/// Incomplete minibatch estimator (Fatras et al. 2020, Definition 3):
///
///     htilde_k^m(X, Y) = 1/k sum_{(I, J) in D_k} h(u_m, u_m, C_{I,J}),     D_k: k random pairs of batches.
///
/// Unbiased for E_h, and given the data for the complete estimator. Cost: k kernel evaluations and O(k m) random
/// numbers, whatever n is. Keeps its workspace, so one estimator serves one thread; no allocation after the first call
/// (PairLaw::distinct remembers the pairs it drew, O(k m)). Throws std::domain_error when m or k < 1, when m > n
/// without replacement, or when more distinct pairs are asked for than there are.
class IncompleteMinibatch {
 public:
  explicit IncompleteMinibatch(const IncompleteOptions& options);

  Certified operator()(Kernel& kernel, const MatrixView& x, const MatrixView& y, const Stream& stream);

  /// Averaged plan  Pitilde_k^m = 1/k sum Pi_{I,J} (n_x x n_y), and the estimate. Its marginals are random: in general
  /// it is not admissible.
  Certified plan(Kernel& kernel, const MatrixView& x, const MatrixView& y, const Stream& stream, Matrix& plan);

  /// Marginals of that plan, by source and target points, in O(n_x + n_y) memory, and the estimate.
  Certified marginals(Kernel& kernel, const MatrixView& x, const MatrixView& y, const Stream& stream, Vector& source,
                      Vector& target);

  /// Gradient of the estimate in all points of X and Y, over the same pairs, and the estimate: fills gradient.x (n_x x
  /// d) and gradient.y, leaves the other parts empty. Unbiased as complete_minibatch_gradient is. k kernel gradients
  /// and O(n d).
  Certified gradient(Kernel& kernel, const MatrixView& x, const MatrixView& y, const Stream& stream,
                     KernelGradient& gradient);

  const IncompleteOptions& options() const { return options_; }

 private:
  template <class Visit>
  void for_each_drawn_pair(Index n_x, Index n_y, const Stream& stream, Visit visit);
  /// visit(source point, target point, mass / k) for the entries of the plan of each pair.
  template <class Visit>
  Certified for_each_entry(Kernel& kernel, const MatrixView& x, const MatrixView& y, const Stream& stream, Visit visit);
  bool is_new_pair();

  IncompleteOptions options_;
  SubsetSampler sampler_;
  std::vector<std::uint32_t> source_, target_;
  std::vector<std::vector<std::uint32_t>> seen_;
  static constexpr std::size_t kGroup = 8;  // pairs handed to the kernel at a time
  std::array<Matrix, kGroup> x_group_, y_group_;
  std::vector<MatrixView> x_views_, y_views_;
  std::array<Certified, kGroup> values_;
  Matrix x_batch_, y_batch_;
  std::vector<PlanEntry> entries_;
  KernelGradient batch_gradient_;
};

}  // namespace mongecarlo
