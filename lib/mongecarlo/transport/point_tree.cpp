#include "mongecarlo/transport/point_tree.hpp"

#include <algorithm>
#include <limits>
#include <numeric>

namespace mongecarlo {
namespace {

constexpr Index kLeaf = 8;

}  // namespace

void PointTree::build(const MatrixView& points) {
  const Index n = points.rows(), d = points.cols();
  levels_ = 0;
  while ((n >> levels_) > kLeaf) ++levels_;
  const auto count = (std::size_t{2} << levels_) - 1;
  first_.assign(count, 0);
  last_.assign(count, 0);
  last_[0] = n;
  boxes_.resize(count * static_cast<std::size_t>(2 * d));
  order_.resize(static_cast<std::size_t>(n));
  std::iota(order_.begin(), order_.end(), Index{0});
  for (Index node = 0; node < nodes(); ++node) split(points, node);
  coordinates_.resize(n, d);
  for (Index i = 0; i < n; ++i) coordinates_.row(i) = points.row(order_[i]);
}

// Measures the box of the node, and divides its range among its children.
void PointTree::split(const MatrixView& points, Index node) {
  const Index d = points.cols();
  double* least = boxes_.data() + 2 * d * node;
  double* greatest = least + d;
  std::fill(least, least + d, std::numeric_limits<double>::infinity());
  std::fill(greatest, greatest + d, -std::numeric_limits<double>::infinity());
  for (Index i = first_[node]; i < last_[node]; ++i)
    for (Index k = 0; k < d; ++k) {
      least[k] = std::min(least[k], points(order_[i], k));
      greatest[k] = std::max(greatest[k], points(order_[i], k));
    }
  if (is_leaf(node)) return;
  Index axis = 0;
  for (Index k = 1; k < d; ++k)
    if (greatest[k] - least[k] > greatest[axis] - least[axis]) axis = k;
  const Index first = first_[node], last = last_[node], middle = first + (last - first) / 2;
  std::nth_element(order_.begin() + first, order_.begin() + middle, order_.begin() + last,
                   [&](Index i, Index j) { return points(i, axis) < points(j, axis); });
  first_[2 * node + 1] = first;
  last_[2 * node + 1] = first_[2 * node + 2] = middle;
  last_[2 * node + 2] = last;
}

void PointTree::centres(int level, Points& out) const {
  const Index count = Index{1} << level;
  out.resize(count, dimension());
  for (Index k = 0; k < count; ++k) {
    const Index node = count - 1 + k;
    out.row(k) = coordinates_.middleRows(first(node), last(node) - first(node)).colwise().mean();
  }
}

}  // namespace mongecarlo
