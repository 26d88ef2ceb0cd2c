#include "mongecarlo/measure/pairwise_discrepancy.hpp"

#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

double squared_distance(std::span<const double> x, std::span<const double> y) {
  double sum = 0;
  for (std::size_t k = 0; k < x.size(); ++k) sum += (x[k] - y[k]) * (x[k] - y[k]);
  return sum;
}

Vector weights_of(const VectorView& weights, Index size, const char* name) {
  if (weights.size() == 0) return Vector::Constant(size, 1.0 / static_cast<double>(size));
  check_equal_size("squared_mmd", name, weights.size(), "points", size);
  check_probability("squared_mmd", name, as_span(weights));
  return weights;
}

double mean_over_pairs(const MatrixView& x, const Vector& a, const MatrixView& y, const Vector& b,
                       const PairFunction& kernel) {
  CompensatedSum sum;
  for (Index i = 0; i < x.rows(); ++i)
    for (Index j = 0; j < y.rows(); ++j) sum.add(a[i] * b[j] * kernel(row(x, i), row(y, j)));
  return sum.value();
}

}  // namespace

double squared_mmd(const MatrixView& x, const VectorView& a, const MatrixView& y, const VectorView& b,
                   const PairFunction& kernel) {
  check_equal_size("squared_mmd", "columns of y", y.cols(), "columns of x", x.cols());
  check_not_empty("squared_mmd", "x", x.size());
  check_not_empty("squared_mmd", "y", y.size());
  check_finite("squared_mmd", "x", {x.data(), static_cast<std::size_t>(x.size())});
  check_finite("squared_mmd", "y", {y.data(), static_cast<std::size_t>(y.size())});
  const Vector source = weights_of(a, x.rows(), "a"), target = weights_of(b, y.rows(), "b");
  return mean_over_pairs(x, source, x, source, kernel) + mean_over_pairs(y, target, y, target, kernel) -
         2 * mean_over_pairs(x, source, y, target, kernel);
}

double squared_energy_distance(const MatrixView& x, const VectorView& a, const MatrixView& y, const VectorView& b) {
  return squared_mmd(x, a, y, b, [](std::span<const double> p, std::span<const double> q) {
    return -std::sqrt(squared_distance(p, q));
  });
}

PairFunction gaussian_kernel(double bandwidth) {
  check_positive("gaussian_kernel", "bandwidth", bandwidth);
  return [scale = 0.5 / (bandwidth * bandwidth)](std::span<const double> x, std::span<const double> y) {
    return std::exp(-scale * squared_distance(x, y));
  };
}

}  // namespace mongecarlo
