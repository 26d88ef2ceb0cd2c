#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "mongecarlo/learning/tape.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo {

/// Batches of m out of n samples, without replacement until the samples run out: a random permutation is cut into
/// batches, and shuffled anew when fewer than m are left. O(m) a batch, O(n) a shuffle; allocates nothing after
/// construction.
class BatchSampler {
 public:
  /// 1 <= m <= n < 2^32, else std::domain_error.
  BatchSampler(std::size_t n, std::size_t m, const Stream& stream);
  /// The next batch, valid until the next call.
  std::span<const std::uint32_t> next();

 private:
  std::vector<std::uint32_t> order_;
  std::size_t m_, used_;
  Stream stream_;
};

/// Batches with equally many samples of each class: every class has a permutation of its own, shuffled anew when it
/// runs out. A batch lists the classes one after the other.
class BalancedBatchSampler {
 public:
  /// `labels` of the samples are 0, ..., classes - 1. m must be a multiple of `classes`, and each class must have
  /// m / classes samples, else std::domain_error.
  BalancedBatchSampler(std::span<const std::uint32_t> labels, std::uint32_t classes, std::size_t m,
                       const Stream& stream);
  std::span<const std::uint32_t> next();

 private:
  std::vector<std::vector<std::uint32_t>> members_;
  std::vector<BatchSampler> samplers_;
  std::vector<std::uint32_t> batch_;
};

/// Rows of a matrix, by index: out.row(i) = matrix.row(indices[i]). `out` is resized where its shape differs.
template <class Scalar>
void gather_rows(const ColumnMatrix<Scalar>& matrix, std::span<const std::uint32_t> indices,
                 ColumnMatrix<Scalar>& out) {
  out.resize(static_cast<Index>(indices.size()), matrix.cols());
  for (Index j = 0; j < matrix.cols(); ++j)
    for (Index i = 0; i < out.rows(); ++i)
      out(i, j) = matrix(static_cast<Index>(indices[static_cast<std::size_t>(i)]), j);
}

/// The n x classes matrix with a 1 in the column of each label. std::domain_error for a label that is no class.
template <class Scalar>
ColumnMatrix<Scalar> one_hot(std::span<const std::uint32_t> labels, std::uint32_t classes);

}  // namespace mongecarlo
