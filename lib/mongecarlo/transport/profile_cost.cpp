#include "mongecarlo/transport/profile_cost.hpp"

#include <algorithm>

namespace mongecarlo {
namespace {

double sorted_cost(const double* x, const double* y, Index n) {
  double sum = 0;
  for (Index k = 0; k < n; ++k) sum += (x[k] - y[k]) * (x[k] - y[k]);
  return sum;
}

struct Atoms {
  const double *place, *weight;  // weight: nullptr where all have `share`
  double share;
  Index size;
  double weight_at(Index k) const { return weight ? weight[k] : share; }
};

// The monotone plan, from the left.
double monotone_cost(const Atoms& x, const Atoms& y) {
  double sum = 0, left = x.weight_at(0), right = y.weight_at(0);
  for (Index k = 0, l = 0;;) {
    const double mass = std::min(left, right), gap = x.place[k] - y.place[l];
    sum += mass * gap * gap;
    left -= mass;
    right -= mass;
    if (left <= right) {
      if (++k == x.size) return sum;
      left = x.weight_at(k);
    } else {
      if (++l == y.size) return sum;
      right = y.weight_at(l);
    }
  }
}

Atoms atoms(const DistanceSide& side, Index i) {
  return {&side.profile(i, 0), side.is_uniform ? nullptr : &side.profile_weight(i, 0), side.weights[0], side.size};
}

}  // namespace

void fill_profile_cost(const DistancePair& pair, Matrix& cost) {
  const auto &x = pair.source(), &y = pair.target();
  cost.resize(x.size, y.size);
  const bool is_sorted_out = x.is_uniform && y.is_uniform && x.size == y.size;
  for (Index i = 0; i < x.size; ++i)
    for (Index j = 0; j < y.size; ++j)
      cost(i, j) = is_sorted_out ? x.weights[0] * sorted_cost(&x.profile(i, 0), &y.profile(j, 0), x.size)
                                 : monotone_cost(atoms(x, i), atoms(y, j));
}

}  // namespace mongecarlo
