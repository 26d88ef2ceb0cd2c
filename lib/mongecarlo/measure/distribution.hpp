#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/random/stream.hpp"

namespace mongecarlo {

/// A law on R^d with compact support. Immutable, so that threads may share one.
///
/// A file of measure/distributions defines one family: its factory, its exact moments, and what else is known exactly.
class Distribution {
 public:
  virtual ~Distribution() = default;

  virtual int dimension() const = 0;
  /// Largest Euclidean distance of two points of the support (an upper bound where `diameter_is_exact` says no).
  virtual double diameter() const = 0;
  virtual bool diameter_is_exact() const { return true; }
  /// Draws one point into `point` (size dimension()).
  virtual void draw(Stream& stream, std::span<double> point) const = 0;

  /// E X, where known exactly.
  virtual std::optional<Vector> mean() const { return std::nullopt; }
  /// Cov X, where known exactly.
  virtual std::optional<Matrix> covariance() const { return std::nullopt; }
  /// P(X_j <= t) of coordinate j, where known exactly.
  virtual std::optional<double> marginal_cdf(int /*coordinate*/, double /*t*/) const { return std::nullopt; }
  /// P(X_1 <= t) quantile for d = 1, where known exactly: inf {t : F(t) >= p}.
  virtual std::optional<double> quantile(double /*p*/) const { return std::nullopt; }
  /// Atoms and weights, where the support is finite.
  struct Atoms {
    Points points;
    Vector weights;
  };
  virtual std::optional<Atoms> atoms() const { return std::nullopt; }

  /// n independent points. Allocates; for replicate loops use sample_into.
  Points sample(Index n, Stream stream) const;
  /// Refills `points` (its rows say how many; its columns must be dimension()).
  void sample_into(Points& points, Stream stream) const;
};

using DistributionPtr = std::shared_ptr<const Distribution>;

}  // namespace mongecarlo
