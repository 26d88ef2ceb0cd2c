#include "models/binomial_deviation.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <cmath>

namespace mongecarlo::models {

double binomial_deviation(double trials, double p) {
  const double v = std::floor(trials * p) + 1;
  return v > trials ? 0 : 2 * v * (1 - p) * boost::math::pdf(boost::math::binomial(trials, p), v);
}

}  // namespace mongecarlo::models
