#pragma once
#include <algorithm>
#include <cmath>
#include <utility>

#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/measure/distributions/uniform_cube.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"

namespace mongecarlo::models {

/// alpha = U[0, 1] against beta = U[shift, shift + length], cost (x - y)^2: everything about minibatches is known
/// exactly.
struct UniformIntervals {
  double shift = 0.3, length = 1.7;
  int n = 50, m = 4, k = 20;

  CellParameters parameters() const { return {{"shift", shift}, {"length", length}, {"n", n}, {"m", m}, {"k", k}}; }

  DistributionPtr alpha() const { return make_uniform_cube(1, 0, 1); }
  DistributionPtr beta() const { return make_uniform_cube(1, shift, shift + length); }

  /// W_2^2 = int_0^1 ((1 - L) u - a)^2 du.
  double squared_wasserstein() const { return (1 - length) * (1 - length) / 3 - shift * (1 - length) + shift * shift; }
  /// E_h = W_2^2 + L / (3 (m + 1)) for batches of m: order statistics of uniforms are Beta (checked by
  /// hand).
  double minibatch_expectation(int batch) const { return squared_wasserstein() + length / (3.0 * (batch + 1)); }
  double minibatch_expectation() const { return minibatch_expectation(m); }
  /// max (x - y)^2 over both supports.
  double largest_cost() const {
    const double farthest = std::max(std::abs(shift + length), std::abs(1 - shift));
    return farthest * farthest;
  }
};

/// Sample of both laws, refilled in place.
class IntervalSample {
 public:
  explicit IntervalSample(const UniformIntervals& setting)
      : x(setting.n, 1), y(setting.n, 1), alpha_(setting.alpha()), beta_(setting.beta()) {}
  void refill(const Stream& stream) {
    alpha_->sample_into(x, stream.purpose("source"));
    beta_->sample_into(y, stream.purpose("target"));
  }
  std::span<const double> source() const { return {x.data(), static_cast<std::size_t>(x.size())}; }
  std::span<const double> target() const { return {y.data(), static_cast<std::size_t>(y.size())}; }

  Points x, y;

 private:
  DistributionPtr alpha_, beta_;
};

inline KernelPtr make_kernel(std::string_view name, const KernelOptions& options = {}) {
  return find_kernel(name)->make(options);
}

}  // namespace mongecarlo::models
