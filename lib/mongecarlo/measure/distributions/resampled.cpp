#include "mongecarlo/measure/distributions/resampled.hpp"

#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"
#include "mongecarlo/measure/finite_law.hpp"

namespace mongecarlo {

DistributionPtr make_resampled(Points points, const std::optional<Vector>& weights) {
  Vector given = weights ? *weights : Vector(Vector::Ones(points.rows()));
  return std::make_shared<FiniteLaw>("resampled", std::move(points), std::move(given));
}

namespace distributions {

const DistributionFamily resampled{
    .name = "resampled",
    .summary = "Draws with replacement from given data; here from a lattice sequence of count points in the unit cube.",
    .parameters = {{"dimension", 2, "number of coordinates"}, {"count", 50, "number of data points"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(resampled, given);
          // Roberts: point i has coordinates frac(i g^-(j + 1)), where g > 1 solves g^(d + 1) = g + 1.
          double g = 1.5;
          for (int i = 0; i < 60; ++i) g = std::pow(1 + g, 1.0 / (p.dimension() + 1));
          Points points(p.integer("count", 1, 1 << 20), p.dimension());
          for (Index i = 0; i < points.rows(); ++i)
            for (Index j = 0; j < points.cols(); ++j) {
              const double turns = static_cast<double>(i) * std::pow(g, -static_cast<double>(j + 1));
              points(i, j) = turns - std::floor(turns);
            }
          return make_resampled(std::move(points));
        },
    .refused = {{{"dimension", 0}}, {{"count", 0}}, {{"count", 1.5}}},
};

}  // namespace distributions
}  // namespace mongecarlo
