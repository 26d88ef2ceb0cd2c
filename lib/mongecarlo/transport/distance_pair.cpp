#include "mongecarlo/transport/distance_pair.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

int compare(const double* x, const double* y, Index n) {
  for (Index k = 0; k < n; ++k)
    if (x[k] != y[k]) return x[k] < y[k] ? -1 : 1;
  return 0;
}

}  // namespace

const DistancePair::Names DistancePair::kSource{"source",
                                                "a",
                                                "source points",
                                                "source_distances",
                                                "columns of source_distances",
                                                "largest absolute entry of source_distances"};
const DistancePair::Names DistancePair::kTarget{"target",
                                                "b",
                                                "target points",
                                                "target_distances",
                                                "columns of target_distances",
                                                "largest absolute entry of target_distances"};

double DistanceSide::mass() const { return compensated_sum(as_span(view(weights))); }

double DistancePair::scale() const {
  const double largest = source_.largest + target_.largest;
  return largest * largest * mass_ * mass_;
}

void DistancePair::prepare(const Problem& problem, std::string_view function) {
  read_side(function, {kSource, problem.source_distances, problem.x, problem.a}, problem.ground_cost, source_);
  read_side(function, {kTarget, problem.target_distances, problem.y, problem.b}, problem.ground_cost, target_);
  mass_ = source_.mass();
  const double other = target_.mass();
  if (std::abs(mass_ - other) > kMassTolerance * std::max(mass_, other))
    throw std::domain_error(
        fmt::format("{}: mass of b is {}, but must equal the mass of a, {}", function, other, mass_));
  if (other != mass_) target_.weights *= mass_ / other;
}

void DistancePair::check_distances(std::string_view function, const Names& names) const {
  check_equal_size(function, names.columns, raw_.cols(), "rows", raw_.rows());
  check_finite(function, names.distances, {raw_.data(), static_cast<std::size_t>(raw_.size())});
  check_between(function, names.largest, raw_.cwiseAbs().maxCoeff(), 0, std::sqrt(kLargestCost));
  for (Index i = 0; i < raw_.rows(); ++i)
    for (Index k = 0; k < i; ++k)
      if (raw_(i, k) != raw_(k, i))
        throw std::domain_error(fmt::format("{}: {}({}, {}) is {}, but must equal {}, its mirror image", function,
                                            names.distances, i, k, raw_(i, k), raw_(k, i)));
}

void DistancePair::read_side(std::string_view function, const Given& given, const std::optional<GroundCost>& cost,
                             DistanceSide& side) {
  if (given.distances.size() > 0) {
    raw_ = given.distances;
  } else if (given.points.size() > 0 && cost) {
    check_finite(function, given.names.points, {given.points.data(), static_cast<std::size_t>(given.points.size())});
    cost->fill(given.points, given.points, raw_);
  } else {
    throw std::invalid_argument(
        fmt::format("{}: {} is empty, and there are no points of the {} with a ground cost to compute it", function,
                    given.names.distances, given.names.side));
  }
  check_distances(function, given.names);
  side.size = raw_.rows();
  side.largest = raw_.cwiseAbs().maxCoeff();
  if (given.weights.size() > 0) {
    check_equal_size(function, given.names.weights, given.weights.size(), given.names.distances, side.size);
    check_weights(function, given.names.weights, as_span(given.weights));
    raw_weights_ = given.weights;
  } else {
    raw_weights_.setConstant(side.size, 1.0 / static_cast<double>(side.size));
  }
  side.is_uniform = (raw_weights_.array() == raw_weights_[0]).all();
  sort_profiles(side);
  reorder(side);
}

void DistancePair::sort_profiles(DistanceSide& side) {
  const Index n = side.size;
  raw_profile_ = raw_;
  if (side.is_uniform) {
    raw_weight_.resize(0, 0);
    for (Index i = 0; i < n; ++i) std::sort(&raw_profile_(i, 0), &raw_profile_(i, 0) + n);
    return;
  }
  raw_weight_.resize(n, n);
  line_.resize(static_cast<std::size_t>(n));
  for (Index i = 0; i < n; ++i) {
    std::iota(line_.begin(), line_.end(), Index{0});
    std::sort(line_.begin(), line_.end(), [&](Index j, Index k) {
      return raw_(i, j) != raw_(i, k) ? raw_(i, j) < raw_(i, k) : raw_weights_[j] < raw_weights_[k];
    });
    for (Index k = 0; k < n; ++k) {
      raw_profile_(i, k) = raw_(i, line_[k]);
      raw_weight_(i, k) = raw_weights_[line_[k]];
    }
  }
}

void DistancePair::reorder(DistanceSide& side) {
  const Index n = side.size;
  side.order.resize(static_cast<std::size_t>(n));
  std::iota(side.order.begin(), side.order.end(), Index{0});
  std::sort(side.order.begin(), side.order.end(), [&](Index i, Index j) {
    if (raw_weights_[i] != raw_weights_[j]) return raw_weights_[i] < raw_weights_[j];
    int order = compare(&raw_profile_(i, 0), &raw_profile_(j, 0), n);
    if (order == 0 && !side.is_uniform) order = compare(&raw_weight_(i, 0), &raw_weight_(j, 0), n);
    return order != 0 ? order < 0 : i < j;
  });
  side.distances.resize(n, n);
  side.profile.resize(n, n);
  side.profile_weight.resize(raw_weight_.rows(), raw_weight_.cols());
  side.weights.resize(n);
  for (Index i = 0; i < n; ++i) {
    const Index from = side.order[i];
    for (Index k = 0; k < n; ++k) side.distances(i, k) = raw_(from, side.order[k]);
    side.profile.row(i) = raw_profile_.row(from);
    if (!side.is_uniform) side.profile_weight.row(i) = raw_weight_.row(from);
    side.weights[i] = raw_weights_[from];
  }
}

}  // namespace mongecarlo
