#pragma once
#include <vector>

#include "mongecarlo/measure/distribution.hpp"
#include "mongecarlo/measure/univariate_law.hpp"

namespace mongecarlo {

/// Independent coordinates. Support: the box of their intervals. Coordinates are drawn in order.
class ProductLaw : public Distribution {
 public:
  /// Throws std::invalid_argument when there is no coordinate.
  explicit ProductLaw(std::vector<UnivariateLawPtr> coordinates);
  /// `dimension` >= 1 coordinates of one law.
  ProductLaw(int dimension, const UnivariateLawPtr& coordinate);

  int dimension() const override { return static_cast<int>(coordinates_.size()); }
  double diameter() const override;
  void draw(Stream& stream, std::span<double> point) const override;
  std::optional<Vector> mean() const override;
  std::optional<Matrix> covariance() const override;
  std::optional<double> marginal_cdf(int coordinate, double t) const override;
  std::optional<double> quantile(double p) const override;

 private:
  std::vector<UnivariateLawPtr> coordinates_;
};

}  // namespace mongecarlo
