#include "mongecarlo/minibatch/univariate_complete.hpp"

#include <algorithm>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {

UnivariateComplete::UnivariateComplete(Index n_x, Index n_y, Index m)
    : source_{rank_law(n_x, m), Vector(n_x), Vector(m), Vector(m)},
      target_{rank_law(n_y, m), Vector(n_y), Vector(m), Vector(m)} {}

void UnivariateComplete::Side::refill(std::span<const double> points, double centre) {
  for (Index j = 0; j < sorted.size(); ++j) sorted[j] = points[static_cast<std::size_t>(j)] - centre;
  std::sort(sorted.begin(), sorted.end());
  first.noalias() = law * sorted;
  sorted = sorted.cwiseAbs2();
  second.noalias() = law * sorted;
}

double UnivariateComplete::operator()(std::span<const double> x, std::span<const double> y) {
  check_equal_size("UnivariateComplete", "x", static_cast<long long>(x.size()), "n_x", source_.sorted.size());
  check_equal_size("UnivariateComplete", "y", static_cast<long long>(y.size()), "n_y", target_.sorted.size());
  const double centre = compensated_sum(x) / static_cast<double>(x.size());
  source_.refill(x, centre);
  target_.refill(y, centre);
  const double sum = source_.second.sum() + target_.second.sum() - 2 * source_.first.dot(target_.first);
  return sum / static_cast<double>(source_.first.size());
}

Matrix univariate_complete_plan(Index n_x, Index n_y, Index m) {
  return rank_law(n_x, m).transpose() * rank_law(n_y, m) / static_cast<double>(m);
}

}  // namespace mongecarlo
