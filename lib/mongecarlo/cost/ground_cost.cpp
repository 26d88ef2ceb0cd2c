#include "mongecarlo/cost/ground_cost.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

constexpr Index kTile = 2048;  // doubles of the second cloud held transposed on the stack

double squared_distance(std::span<const double> x, std::span<const double> y) {
  double sum = 0;
  for (std::size_t k = 0; k < x.size(); ++k) sum += (x[k] - y[k]) * (x[k] - y[k]);
  return sum;
}

double raise(double squared, double power) {
  if (power == 2) return squared;
  if (power == 1) return std::sqrt(squared);
  return std::pow(std::sqrt(squared), power);
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

GroundCost GroundCost::squared_euclidean() { return GroundCost(2); }

GroundCost GroundCost::euclidean(double power) {
  check_positive("GroundCost::euclidean", "power", power);
  return GroundCost(power);
}

std::string GroundCost::name() const {
  if (power_ == 2) return "squared_euclidean";
  if (power_ == 1) return "euclidean";
  return fmt::format("euclidean^{}", power_);
}

double GroundCost::operator()(std::span<const double> x, std::span<const double> y) const {
  check_equal_size("GroundCost", "y", static_cast<long long>(y.size()), "x", static_cast<long long>(x.size()));
  return raise(squared_distance(x, y), power_);
}

void GroundCost::fill(const MatrixView& x, const MatrixView& y, Matrix& cost) const {
  check_equal_size("GroundCost::fill", "columns of y", y.cols(), "columns of x", x.cols());
  cost.resize(x.rows(), y.rows());
  fill_squared(x, y, cost);
  raise_squares(cost.data(), cost.size());
}

void GroundCost::raise_squares(double* squares, Index count) const {
  if (power_ == 2) return;
  for (Index k = 0; k < count; ++k) squares[k] = raise(squares[k], power_);
}

void GroundCost::add_gradient(std::span<const double> x, std::span<const double> y, double scale,
                              std::span<double> gradient) const {
  check_equal_size("GroundCost::add_gradient", "y", static_cast<long long>(y.size()), "x",
                   static_cast<long long>(x.size()));
  check_equal_size("GroundCost::add_gradient", "gradient", static_cast<long long>(gradient.size()), "x",
                   static_cast<long long>(x.size()));
  double factor = 2;
  if (power_ != 2) {
    const double distance = std::sqrt(squared_distance(x, y));
    if (distance == 0) return;
    factor = power_ * std::pow(distance, power_ - 2);
  }
  for (std::size_t k = 0; k < x.size(); ++k) gradient[k] += scale * factor * (x[k] - y[k]);
}

double GroundCost::bound(double distance) const {
  check_nonnegative("GroundCost::bound", "distance", distance);
  return std::pow(distance, power_);
}

}  // namespace mongecarlo
