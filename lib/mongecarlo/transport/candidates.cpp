#include "mongecarlo/transport/candidates.hpp"

#include <algorithm>
#include <limits>

namespace mongecarlo {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargest = std::numeric_limits<double>::max();

}  // namespace

void DenseRows::look_at(const double* cost, Index m) {
  cost_ = cost;
  m_ = m;
  listed_.resize(static_cast<std::size_t>(m));
}

CostRows::Least DenseRows::least(Index i, const double* v, Index count, std::int32_t* columns, double* costs) {
  const double* c = cost_ + i * m_;
  const double bound = std::min(loops_.bound_differences(c, v, m_, count), kLargest);
  const Index found = loops_.list_differences(c, v, bound, m_, listed_.data());
  double rest = bound < kLargest ? bound : kInfinity;
  if (found > 2 * count) rest = keep_least(c, v, found, count);
  const Index kept = found > 2 * count ? count : found;
  for (Index k = 0; k < kept; ++k) {
    columns[k] = listed_[k];
    costs[k] = c[listed_[k]];
  }
  return {kept, rest};
}

// Moves the `count` least of the listed columns to the front; returns the least value of the others.
double DenseRows::keep_least(const double* c, const double* v, Index found, Index count) {
  const auto value = [&](std::int32_t j) { return c[j] - v[j]; };
  std::nth_element(listed_.begin(), listed_.begin() + count, listed_.begin() + found,
                   [&](std::int32_t j, std::int32_t k) { return value(j) < value(k); });
  return value(listed_[count]);
}

void Candidates::resize(Index rows, Index width) {
  width_ = width;
  lists_.resize(static_cast<std::size_t>(rows));
  columns_.resize(static_cast<std::size_t>(2 * rows * width));
  costs_.resize(static_cast<std::size_t>(2 * rows * width));
}

void Candidates::choose(CostRows& costs, Index i, const double* v) {
  lists_[i] = costs.least(i, v, width_, columns_.data() + 2 * i * width_, costs_.data() + 2 * i * width_);
}

}  // namespace mongecarlo
