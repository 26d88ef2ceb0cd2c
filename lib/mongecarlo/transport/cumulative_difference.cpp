#include "mongecarlo/transport/cumulative_difference.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();

void check_side(const LineMeasure& side, const char* points, const char* weights) {
  const auto size = static_cast<long long>(side.points.size());
  check_not_empty("CumulativeDifference", points, size);
  check_finite("CumulativeDifference", points, side.points);
  if (side.weights.empty()) return;
  check_equal_size("CumulativeDifference", weights, static_cast<long long>(side.weights.size()), points, size);
  check_weights("CumulativeDifference", weights, side.weights);
}

double mass_of(const LineMeasure& side) { return side.weights.empty() ? 1 : compensated_sum(side.weights); }

void append(const LineMeasure& side, double factor, std::vector<double>& positions, std::vector<double>& jumps) {
  positions.insert(positions.end(), side.points.begin(), side.points.end());
  const double equal = factor / static_cast<double>(side.points.size());
  for (std::size_t k = 0; k < side.points.size(); ++k)
    jumps.push_back(side.weights.empty() ? equal : factor * side.weights[k]);
}

}  // namespace

void CumulativeDifference::build(const LineMeasure& a, const LineMeasure& b) {
  check_side(a, "a.points", "a.weights");
  check_side(b, "b.points", "b.weights");
  mass_ = mass_of(a);
  const double other = mass_of(b);
  if (!(std::abs(mass_ - other) <= kMassTolerance * std::max(mass_, other)))
    throw std::domain_error(
        fmt::format("CumulativeDifference: mass of b is {}, but must equal the mass of a, {}", other, mass_));
  positions_.clear();
  jumps_.clear();
  append(a, 1, positions_, jumps_);
  append(b, -mass_ / other, positions_, jumps_);
  sorted_.resize(positions_.size());
  order_.resize(positions_.size());
  differences_.resize(positions_.size());
  sorter_.sort_with_order(positions_, sorted_, order_);
  CompensatedSum difference;
  for (std::size_t k = 0; k < order_.size(); ++k) {
    difference.add(jumps_[order_[k]]);
    differences_[k] = difference.value();
  }
}

// The last difference is zero; on a circle it lives from the last position around to the first.
Certified CumulativeDifference::integral(double shift, double outer_length) const {
  CompensatedSum sum;
  for (std::size_t k = 0; k + 1 < sorted_.size(); ++k)
    sum.add((sorted_[k + 1] - sorted_[k]) * std::abs(differences_[k] - shift));
  sum.add(outer_length * std::abs(shift));
  const double length = sorted_.back() - sorted_.front() + outer_length;
  const double allowance = kUnit * (4 * sum.value() + 8 * length * mass_);
  return {std::max(0.0, sum.value() - allowance), sum.value() + allowance};
}

Certified CumulativeDifference::line_w1() const { return integral(0, 0); }

Certified CumulativeDifference::circle_w1(double circumference) {
  const double shift = circle_median(circumference);
  return integral(shift, circumference - (sorted_.back() - sorted_.front()));
}

double CumulativeDifference::circle_median(double circumference) {
  check_positive("CumulativeDifference::circle_w1", "circumference", circumference);
  check_between("CumulativeDifference::circle_w1", "range of the points", sorted_.back() - sorted_.front(), 0,
                circumference);
  const std::size_t size = sorted_.size();
  differences_[size - 1] = 0;
  values_.resize(size);
  sorter_.sort_with_order(differences_, values_, order_);
  double reached = 0;
  for (std::size_t k = 0; k < size; ++k) {
    const std::size_t place = order_[k];
    reached +=
        place + 1 < size ? sorted_[place + 1] - sorted_[place] : circumference - (sorted_.back() - sorted_.front());
    if (reached >= 0.5 * circumference) return values_[k];
  }
  return values_.back();
}

}  // namespace mongecarlo
