#include "mongecarlo/measure/product_law.hpp"

#include <cmath>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {

ProductLaw::ProductLaw(std::vector<UnivariateLawPtr> coordinates) : coordinates_(std::move(coordinates)) {
  check_not_empty("ProductLaw", "coordinates", static_cast<long long>(coordinates_.size()));
}

ProductLaw::ProductLaw(int dimension, const UnivariateLawPtr& coordinate) {
  check_at_least("ProductLaw", "dimension", dimension, 1);
  coordinates_.assign(static_cast<std::size_t>(dimension), coordinate);
}

double ProductLaw::diameter() const {
  double squared = 0;
  for (const auto& law : coordinates_) squared += (law->upper() - law->lower()) * (law->upper() - law->lower());
  return std::sqrt(squared);
}

void ProductLaw::draw(Stream& stream, std::span<double> point) const {
  for (std::size_t j = 0; j < point.size(); ++j) point[j] = coordinates_[j]->draw(stream);
}

std::optional<Vector> ProductLaw::mean() const {
  Vector mean(dimension());
  for (int j = 0; j < dimension(); ++j) mean[j] = coordinates_[j]->mean();
  return mean;
}

std::optional<Matrix> ProductLaw::covariance() const {
  Matrix covariance = Matrix::Zero(dimension(), dimension());
  for (int j = 0; j < dimension(); ++j) covariance(j, j) = coordinates_[j]->variance();
  return covariance;
}

std::optional<double> ProductLaw::marginal_cdf(int coordinate, double t) const {
  return coordinates_.at(static_cast<std::size_t>(coordinate))->cdf(t);
}

std::optional<double> ProductLaw::quantile(double p) const {
  if (dimension() > 1) return std::nullopt;
  check_inside("ProductLaw::quantile", "p", p, 0, 1);
  return coordinates_.front()->quantile(p);
}

}  // namespace mongecarlo
