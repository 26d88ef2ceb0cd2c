#pragma once
#include <cstdint>
#include <functional>
#include <span>

#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/random/subsets.hpp"

namespace mongecarlo {

/// Indices of one batch.
using Batch = std::span<const std::uint32_t>;

/// Number of equally likely batches: C(n, m) subsets, or n^m tuples with replacement. As a double, since it overflows.
double number_of_batches(Index n, Index m, SubsetLaw law);

/// Calls visit(batch) for every batch of m indices out of n, in lexicographic order: the C(n, m) increasing subsets
/// (m-subsets, not ordered tuples: with tuples the normaliser of the complete estimator would be off by (m!)^2), or the
/// n^m tuples with replacement. Throws std::domain_error when m < 1, n < 1 or m > n without replacement.
void for_each_batch(Index n, Index m, SubsetLaw law, const std::function<void(Batch)>& visit);

/// Copies the rows `batch` of `points` into `rows` (its size is the batch size).
void gather(const MatrixView& points, Batch batch, Matrix& rows);

}  // namespace mongecarlo
