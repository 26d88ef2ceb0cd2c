#pragma once
#include <algorithm>
#include <cmath>

#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"

namespace mongecarlo::gradient_exchange {

/// alpha = U[0, 1] against the model Y = shift + length V, V uniform on [0, 1], with h = W_2^2 on batches of m:
/// E_h = (1 - L)^2 / 3 - a (1 - L) + a^2 + L / (3 (m + 1)).
struct ScaledIntervals {
  double shift = 0.3, length = 1.7;
  int m = 4;

  CellParameters parameters() const { return {{"shift", shift}, {"length", length}, {"m", m}}; }

  /// d E_h / d L with `batch_term` for the 1 / (3 (m + 1)) that batches add.
  double slope_in_length(double batch_term) const { return -2 * (1 - length) / 3 + shift + batch_term; }
  /// 2 (y - x) and 2 (y - x) v lie here.
  Range gradient_range() const {
    const double farthest = 2 * std::max(std::abs(shift + length), std::abs(1 - shift));
    return {-farthest, farthest};
  }
};

/// d h / d a and d h / d L of one pair of batches.
struct IntervalGradient {
  double shift = 0, length = 0;
};

/// Draws batches of the data and of the model, and differentiates h between them in the parameters of the model.
class IntervalBatch {
 public:
  explicit IntervalBatch(int m)
      : x(m, 1), v(m, 1), y(m, 1), w(m, 1), kernel_(find_kernel("transport_cost")->make({})) {}

  IntervalGradient draw(double shift, double length, const Stream& stream) {
    Stream source = stream.purpose("source"), target = stream.purpose("target");
    fill(x, source);
    fill(v, target);
    y = (shift + length * v.array()).matrix();
    return differentiate(x);
  }
  /// Between the model batch and another one of its own, as a self-term needs it; both move with the parameters.
  IntervalGradient draw_self(double shift, double length, const Stream& stream) {
    Stream other = stream.purpose("other");
    fill(w, other);
    const Points z = (shift + length * w.array()).matrix();
    IntervalGradient gradient = differentiate(z);
    gradient.shift += gradient_.x.sum();
    gradient.length += gradient_.x.cwiseProduct(w).sum();
    return gradient;
  }

  Points x, v, y, w;

 private:
  static void fill(Points& points, Stream& stream) {
    for (Index i = 0; i < points.size(); ++i) points.data()[i] = stream.uniform();
  }
  IntervalGradient differentiate(const Points& other) {
    const VectorView uniform{nullptr, 0};
    kernel_->gradient(view(other), view(y), uniform, uniform, gradient_);
    return {gradient_.y.sum(), gradient_.y.cwiseProduct(v).sum()};
  }

  KernelPtr kernel_;
  KernelGradient gradient_;
};

/// Replicates of one part of the batch gradient times a sign.
inline auto interval_gradient(double IntervalGradient::*part, double sign) {
  return [part, sign](const ScaledIntervals& s) {
    return [s, part, sign, batch = IntervalBatch(s.m)](const Stream& stream) mutable -> Certified {
      return {sign * (batch.draw(s.shift, s.length, stream).*part)};
    };
  };
}

/// d / d L of the incomplete estimator over k pairs of batches of n points a side.
inline auto incomplete_length_gradient(int n, int k) {
  return [n, k](const ScaledIntervals& s) {
    return [s, sample = IntervalBatch(n), estimator = IncompleteMinibatch({.m = s.m, .k = k}),
            kernel = KernelPtr(find_kernel("transport_cost")->make({})),
            gradient = KernelGradient()](const Stream& stream) mutable -> Certified {
      Stream source = stream.purpose("source"), target = stream.purpose("target");
      for (Index i = 0; i < sample.x.size(); ++i) sample.x.data()[i] = source.uniform();
      for (Index i = 0; i < sample.v.size(); ++i) sample.v.data()[i] = target.uniform();
      sample.y = (s.shift + s.length * sample.v.array()).matrix();
      estimator.gradient(*kernel, view(sample.x), view(sample.y), stream.purpose("batches"), gradient);
      return {gradient.y.cwiseProduct(sample.v).sum()};
    };
  };
}

}  // namespace mongecarlo::gradient_exchange
