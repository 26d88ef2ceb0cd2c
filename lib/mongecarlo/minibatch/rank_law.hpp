#pragma once
#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// Law of the order statistics of a random m-subset of n sorted points:
///
///     P(rank r of the batch is point j) = C(j-1, r-1) C(n-j, m-r) / C(n, m),    r = 1..m, j = 1..n.
///
/// A row per rank. Computed outwards from the mode of each row and normalised, so that nothing overflows or vanishes
/// where it matters. O(n m) time and memory. Throws std::domain_error unless 1 <= m <= n.
Matrix rank_law(Index n, Index m);

}  // namespace mongecarlo
