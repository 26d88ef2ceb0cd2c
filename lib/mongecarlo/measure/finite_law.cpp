#include "mongecarlo/measure/finite_law.hpp"

#include <algorithm>
#include <numeric>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

constexpr std::size_t kAllPairs = 4096;

/// The distance from point i to the farthest of `support`, and that point.
std::pair<double, Index> farthest(const Points& points, const std::vector<Index>& support, Index i) {
  std::pair<double, Index> best{0, i};
  for (const Index j : support) best = std::max(best, {(points.row(i) - points.row(j)).norm(), j});
  return best;
}

double bounding_diagonal(const Points& points, const std::vector<Index>& support) {
  Vector lower = points.row(support.front()).transpose(), upper = lower;
  for (const Index i : support) {
    lower = lower.cwiseMin(points.row(i).transpose());
    upper = upper.cwiseMax(points.row(i).transpose());
  }
  return (upper - lower).norm();
}

}  // namespace

FiniteLaw::FiniteLaw(std::string_view function, Points points, Vector weights)
    : atoms_{std::move(points), std::move(weights)} {
  check_not_empty(function, "points", atoms_.points.size());
  check_finite(function, "points",
               std::span<const double>(atoms_.points.data(), static_cast<std::size_t>(atoms_.points.size())));
  check_equal_size(function, "weights", atoms_.weights.size(), "points", atoms_.points.rows());
  check_weights(function, "weights", as_span(view(atoms_.weights)));
  atoms_.weights /= compensated_sum(as_span(view(atoms_.weights)));
  index_.prepare(as_span(view(atoms_.weights)));
  measure_diameter();
  if (dimension() > 1) return;
  ascending_.resize(static_cast<std::size_t>(atoms_.points.rows()));
  std::iota(ascending_.begin(), ascending_.end(), 0);
  std::stable_sort(ascending_.begin(), ascending_.end(),
                   [&](Index i, Index j) { return atoms_.points(i, 0) < atoms_.points(j, 0); });
}

void FiniteLaw::measure_diameter() {
  std::vector<Index> support;
  for (Index i = 0; i < atoms_.weights.size(); ++i)
    if (atoms_.weights[i] > 0) support.push_back(i);
  const double diagonal = bounding_diagonal(atoms_.points, support);
  const Index corner = farthest(atoms_.points, support, support.front()).second;
  diameter_ = farthest(atoms_.points, support, corner).first;
  if (dimension() == 1 || diameter_ >= diagonal * (1 - 1e-15)) return;
  if (support.size() <= kAllPairs) {
    for (const Index i : support) diameter_ = std::max(diameter_, farthest(atoms_.points, support, i).first);
  } else {
    diameter_ = diagonal;
    diameter_is_exact_ = false;
  }
}

void FiniteLaw::draw(Stream& stream, std::span<double> point) const {
  const auto source = row(view(atoms_.points), static_cast<Index>(index_.draw(stream)));
  std::copy(source.begin(), source.end(), point.begin());
}

std::optional<Vector> FiniteLaw::mean() const { return Vector(atoms_.points.transpose() * atoms_.weights); }

std::optional<Matrix> FiniteLaw::covariance() const {
  const Matrix centred = atoms_.points.rowwise() - mean()->transpose();
  return Matrix(centred.transpose() * atoms_.weights.asDiagonal() * centred);
}

std::optional<double> FiniteLaw::marginal_cdf(int coordinate, double t) const {
  check_between("FiniteLaw::marginal_cdf", "coordinate", coordinate, 0, dimension() - 1);
  CompensatedSum below;
  for (Index i = 0; i < atoms_.points.rows(); ++i)
    if (atoms_.points(i, coordinate) <= t) below.add(atoms_.weights[i]);
  return std::min(below.value(), 1.0);
}

std::optional<double> FiniteLaw::quantile(double p) const {
  if (dimension() > 1) return std::nullopt;
  check_inside("FiniteLaw::quantile", "p", p, 0, 1);
  CompensatedSum below;
  Index last = ascending_.front();
  for (const Index i : ascending_) {
    if (atoms_.weights[i] == 0) continue;
    last = i;
    below.add(atoms_.weights[i]);
    if (below.value() >= p) break;
  }
  return atoms_.points(last, 0);
}

}  // namespace mongecarlo
