#include "mongecarlo/cost/ground_cost.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

constexpr Index kTile = 2048;  // doubles of the second cloud held transposed on the stack

double squared_distance(std::span<const double> x, std::span<const double> y) {
  double sum = 0;
  for (std::size_t k = 0; k < x.size(); ++k) sum += (x[k] - y[k]) * (x[k] - y[k]);
  return sum;
}

double raise(double distance, double power) {
  if (power == 1) return distance;
  if (power == 2) return distance * distance;
  return std::pow(distance, power);
}

double huber_of(double distance, double threshold) {
  return distance <= threshold ? 0.5 * distance * distance : threshold * (distance - 0.5 * threshold);
}

// The rows of y from `first` on, coordinate by coordinate, so that the inner loop runs over neighbours in memory.
void transpose_tile(const MatrixView& y, Index first, Index width, double* tile) {
  const Index d = y.cols();
  for (Index j = 0; j < width; ++j)
    for (Index k = 0; k < d; ++k) tile[k * width + j] = y(first + j, k);
}

void add_squares(double x, const double* __restrict y, double* __restrict out, Index width) {
  for (Index j = 0; j < width; ++j) out[j] += (x - y[j]) * (x - y[j]);
}

void fill_tile(const MatrixView& x, const double* tile, Index first, Index width, Matrix& cost) {
  for (Index i = 0; i < x.rows(); ++i) {
    double* out = &cost(i, first);
    std::fill_n(out, width, 0.0);
    for (Index k = 0; k < x.cols(); ++k) add_squares(x(i, k), tile + k * width, out, width);
  }
}

void fill_squared(const MatrixView& x, const MatrixView& y, Matrix& cost) {
  const Index d = x.cols();
  if (d > kTile) {
    for (Index i = 0; i < x.rows(); ++i)
      for (Index j = 0; j < y.rows(); ++j) cost(i, j) = squared_distance(row(x, i), row(y, j));
    return;
  }
  double tile[kTile];
  const Index step = kTile / std::max<Index>(d, 1);
  for (Index first = 0; first < y.rows(); first += step) {
    const Index width = std::min(step, y.rows() - first);
    transpose_tile(y, first, width, tile);
    fill_tile(x, tile, first, width, cost);
  }
}

}  // namespace

GroundCost GroundCost::squared_euclidean() { return {Kind::power, 2}; }

GroundCost GroundCost::euclidean(double power) {
  check_positive("GroundCost::euclidean", "power", power);
  return {Kind::power, power};
}

GroundCost GroundCost::huber(double threshold) {
  check_positive("GroundCost::huber", "threshold", threshold);
  return {Kind::huber, 0, threshold};
}

GroundCost GroundCost::asymmetric(double forward, double backward, double power) {
  check_nonnegative("GroundCost::asymmetric", "forward", forward);
  check_nonnegative("GroundCost::asymmetric", "backward", backward);
  check_between("GroundCost::asymmetric", "power", power, 1, std::numeric_limits<double>::max());
  return {Kind::asymmetric, power, forward, backward};
}

GroundCost GroundCost::circular(double circumference, double power) {
  check_positive("GroundCost::circular", "circumference", circumference);
  check_positive("GroundCost::circular", "power", power);
  return {Kind::circular, power, circumference};
}

GroundCost GroundCost::convex(ConvexFunction function) {
  if (!function.value || !function.slope)
    throw std::invalid_argument("GroundCost::convex: function has no value or no slope, but must have both");
  GroundCost cost{Kind::convex, 0};
  cost.function_ = std::make_shared<const ConvexFunction>(std::move(function));
  return cost;
}

std::string GroundCost::name() const {
  switch (kind_) {
    case Kind::power:
      return power_ == 2 ? "squared_euclidean" : power_ == 1 ? "euclidean" : fmt::format("euclidean^{}", power_);
    case Kind::huber:
      return fmt::format("huber({})", first_);
    case Kind::asymmetric:
      return fmt::format("asymmetric({}, {})^{}", first_, second_, power_);
    case Kind::circular:
      return fmt::format("circular({})^{}", first_, power_);
    case Kind::convex:
      return function_->name;
  }
  return {};
}

void GroundCost::check_dimension(Index dimension) const {
  if (is_on_line() && dimension != 1)
    throw std::invalid_argument(
        fmt::format("GroundCost: x has {} coordinates, but {} is a cost on the line: one", dimension, name()));
}

double GroundCost::of_squared_distance(double squared) const {
  if (kind_ == Kind::huber) return huber_of(std::sqrt(squared), first_);
  return power_ == 2 ? squared : raise(std::sqrt(squared), power_);
}

double GroundCost::of_difference(double t) const {
  switch (kind_) {
    case Kind::power:
      return raise(std::abs(t), power_);
    case Kind::huber:
      return huber_of(std::abs(t), first_);
    case Kind::asymmetric:
      return t < 0 ? first_ * raise(-t, power_) : second_ * raise(t, power_);
    case Kind::circular:
      return raise(std::abs(std::remainder(t, first_)), power_);
    case Kind::convex:
      return function_->value(t);
  }
  return 0;
}

// A subgradient on the line; 0 where there is none.
double GroundCost::slope(double t) const {
  const auto power_slope = [this](double distance) { return distance == 0 ? 0 : power_ * raise(distance, power_ - 1); };
  switch (kind_) {
    case Kind::power:
      return t < 0 ? -power_slope(-t) : power_slope(t);
    case Kind::huber:
      return std::clamp(t, -first_, first_);
    case Kind::asymmetric:
      return t < 0 ? -first_ * power_slope(-t) : second_ * power_slope(t);
    case Kind::circular: {
      const double nearest = std::remainder(t, first_);
      return nearest < 0 ? -power_slope(-nearest) : power_slope(nearest);
    }
    case Kind::convex:
      return function_->slope(t);
  }
  return 0;
}

double GroundCost::operator()(std::span<const double> x, std::span<const double> y) const {
  check_equal_size("GroundCost", "y", static_cast<long long>(y.size()), "x", static_cast<long long>(x.size()));
  if (!is_on_line()) return of_squared_distance(squared_distance(x, y));
  check_dimension(static_cast<Index>(x.size()));
  return of_difference(x[0] - y[0]);
}

void GroundCost::fill(const MatrixView& x, const MatrixView& y, Matrix& cost) const {
  check_equal_size("GroundCost::fill", "columns of y", y.cols(), "columns of x", x.cols());
  check_dimension(x.cols());
  cost.resize(x.rows(), y.rows());
  if (is_on_line()) {
    for (Index i = 0; i < x.rows(); ++i)
      for (Index j = 0; j < y.rows(); ++j) cost(i, j) = of_difference(x(i, 0) - y(j, 0));
    return;
  }
  fill_squared(x, y, cost);
  raise_squares(cost.data(), cost.size());
}

void GroundCost::raise_squares(double* squares, Index count) const {
  if (power_ == 2) return;
  for (Index k = 0; k < count; ++k) squares[k] = of_squared_distance(squares[k]);
}

void GroundCost::of_differences(std::span<double> differences) const {
  if (kind_ == Kind::power && power_ == 2) {
    for (double& t : differences) t *= t;
  } else if (kind_ == Kind::power && power_ == 1) {
    for (double& t : differences) t = std::abs(t);
  } else {
    for (double& t : differences) t = of_difference(t);
  }
}

double GroundCost::sensitivity(double difference, double cost) const {
  const double known = elasticity();
  if (std::isfinite(known)) return (1 + known) * cost;
  return std::abs(difference * slope(difference)) + std::abs(cost);
}

double GroundCost::elasticity() const {
  if (kind_ == Kind::power || kind_ == Kind::asymmetric) return power_;
  return kind_ == Kind::huber ? 2 : std::numeric_limits<double>::infinity();
}

void GroundCost::add_gradient(std::span<const double> x, std::span<const double> y, double scale,
                              std::span<double> gradient) const {
  check_equal_size("GroundCost::add_gradient", "y", static_cast<long long>(y.size()), "x",
                   static_cast<long long>(x.size()));
  check_equal_size("GroundCost::add_gradient", "gradient", static_cast<long long>(gradient.size()), "x",
                   static_cast<long long>(x.size()));
  check_dimension(static_cast<Index>(x.size()));
  if (is_on_line()) {
    gradient[0] += scale * slope(x[0] - y[0]);
    return;
  }
  double factor = 2;
  if (power_ != 2) {
    const double distance = std::sqrt(squared_distance(x, y));
    if (distance == 0) return;
    factor = is_power() ? power_ * std::pow(distance, power_ - 2) : std::min(1.0, first_ / distance);
  }
  for (std::size_t k = 0; k < x.size(); ++k) gradient[k] += scale * factor * (x[k] - y[k]);
}

double GroundCost::bound(double distance) const {
  check_nonnegative("GroundCost::bound", "distance", distance);
  if (kind_ == Kind::circular) return raise(std::min(distance, 0.5 * first_), power_);
  return std::max({of_difference(distance), of_difference(-distance), of_difference(0)});
}

}  // namespace mongecarlo
