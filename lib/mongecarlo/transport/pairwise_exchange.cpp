#include "mongecarlo/transport/pairwise_exchange.hpp"

#include <utility>

namespace mongecarlo {

// Pairs (r, k) and (s, k) change for k other than r and s, and so do the diagonal entries; (r, s) keeps its distance.
double PairwiseExchange::gain(const Matrix& source, Index r, Index s) const {
  const Index n = source.rows();
  const double *d = &source(r, 0), *e = &source(s, 0), *p = &permuted_(r, 0), *q = &permuted_(s, 0);
  double sum = 0;
  for (Index k = 0; k < n; ++k) sum += (d[k] - e[k]) * (q[k] - p[k]);
  sum -= (d[r] - e[r]) * (q[r] - p[r]) + (d[s] - e[s]) * (q[s] - p[s]);
  return 2 * sum + (d[r] - e[s]) * (q[s] - p[r]);
}

void PairwiseExchange::exchange(Index r, Index s) {
  permuted_.row(r).swap(permuted_.row(s));
  permuted_.col(r).swap(permuted_.col(s));
}

bool PairwiseExchange::improve(const Matrix& source, const Matrix& target, double least_gain, int most_rounds,
                               std::vector<Index>& partner) {
  const Index n = source.rows();
  permuted_.resize(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index k = 0; k < n; ++k) permuted_(i, k) = target(partner[i], partner[k]);
  bool has_gained = false, gains = true;
  for (int round = 0; gains && round < most_rounds; ++round) {
    gains = false;
    for (Index r = 0; r < n; ++r)
      for (Index s = 0; s < r; ++s) {
        if (!(gain(source, r, s) > least_gain)) continue;
        exchange(r, s);
        std::swap(partner[r], partner[s]);
        has_gained = gains = true;
      }
  }
  return has_gained;
}

}  // namespace mongecarlo
