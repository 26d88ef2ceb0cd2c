#pragma once
#include <memory>

#include "mongecarlo/random/stream.hpp"

namespace mongecarlo {

/// A continuous law on the interval [lower, upper], known exactly. Immutable.
class UnivariateLaw {
 public:
  virtual ~UnivariateLaw() = default;

  virtual double lower() const = 0;
  virtual double upper() const = 0;
  virtual double mean() const = 0;
  virtual double variance() const = 0;
  /// P(X <= t).
  virtual double cdf(double t) const = 0;
  /// inf {t : cdf(t) >= p}, 0 < p < 1.
  virtual double quantile(double p) const = 0;
  /// One draw, by inversion unless a law has something faster.
  virtual double draw(Stream& stream) const { return quantile(stream.uniform()); }
};

using UnivariateLawPtr = std::shared_ptr<const UnivariateLaw>;

}  // namespace mongecarlo
