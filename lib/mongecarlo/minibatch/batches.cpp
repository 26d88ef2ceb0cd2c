#include "mongecarlo/minibatch/batches.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

/// Next increasing subset of {0, ..., n-1} in lexicographic order; false after the last.
bool next_subset(std::vector<std::uint32_t>& subset, std::uint32_t n) {
  const std::size_t m = subset.size();
  for (std::size_t r = m; r-- > 0;) {
    if (subset[r] == n - m + r) continue;
    ++subset[r];
    for (std::size_t s = r + 1; s < m; ++s) subset[s] = subset[s - 1] + 1;
    return true;
  }
  return false;
}

/// Next tuple of {0, ..., n-1}^m; false after the last.
bool next_tuple(std::vector<std::uint32_t>& tuple, std::uint32_t n) {
  for (std::size_t r = tuple.size(); r-- > 0;) {
    if (++tuple[r] < n) return true;
    tuple[r] = 0;
  }
  return false;
}

void check_batch_size(Index n, Index m, SubsetLaw law) {
  check_at_least("minibatch", "n", n, 1);
  check_at_least("minibatch", "m", m, 1);
  if (law == SubsetLaw::without_replacement) check_at_most("minibatch", "m", m, n);
}

}  // namespace

double number_of_batches(Index n, Index m, SubsetLaw law) {
  check_batch_size(n, m, law);
  const auto size = static_cast<double>(n);
  if (law == SubsetLaw::with_replacement) return std::pow(size, static_cast<double>(m));
  double count = 1;
  for (Index r = 1; r <= m; ++r)
    count = count * (size - static_cast<double>(m) + static_cast<double>(r)) / static_cast<double>(r);
  return std::round(count);
}

void for_each_batch(Index n, Index m, SubsetLaw law, const std::function<void(Batch)>& visit) {
  check_batch_size(n, m, law);
  const auto bound = static_cast<std::uint32_t>(n);
  std::vector<std::uint32_t> batch(static_cast<std::size_t>(m), 0);
  if (law == SubsetLaw::without_replacement) std::iota(batch.begin(), batch.end(), 0u);
  do visit(batch);
  while (law == SubsetLaw::without_replacement ? next_subset(batch, bound) : next_tuple(batch, bound));
}

void gather(const MatrixView& points, Batch batch, Matrix& rows) {
  rows.resize(static_cast<Index>(batch.size()), points.cols());
  for (std::size_t r = 0; r < batch.size(); ++r) rows.row(static_cast<Index>(r)) = points.row(batch[r]);
}

}  // namespace mongecarlo
