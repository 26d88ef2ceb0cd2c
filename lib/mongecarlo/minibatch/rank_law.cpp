#include "mongecarlo/minibatch/rank_law.hpp"

#include <algorithm>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

/// P(j + 1) / P(j) for the r-th rank, j and r counted from one.
double ratio(Index n, Index m, Index r, Index j) {
  const auto up = static_cast<double>(j) / static_cast<double>(j - r + 1);
  return up * static_cast<double>(n - j - m + r) / static_cast<double>(n - j);
}

}  // namespace

Matrix rank_law(Index n, Index m) {
  check_at_least("rank_law", "m", m, 1);
  check_at_most("rank_law", "m", m, n);
  Matrix law = Matrix::Zero(m, n);
  for (Index r = 1; r <= m; ++r) {
    const Index first = r, last = n - m + r;
    Index mode = first;
    while (mode < last && ratio(n, m, r, mode) > 1) ++mode;
    law(r - 1, mode - 1) = 1;
    for (Index j = mode; j < last; ++j) law(r - 1, j) = law(r - 1, j - 1) * ratio(n, m, r, j);
    for (Index j = mode; j > first; --j) law(r - 1, j - 2) = law(r - 1, j - 1) / ratio(n, m, r, j - 1);
    law.row(r - 1) /= law.row(r - 1).sum();
  }
  return law;
}

}  // namespace mongecarlo
