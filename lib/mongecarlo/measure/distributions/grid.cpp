#include "mongecarlo/measure/distributions/grid.hpp"

#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"
#include "mongecarlo/measure/finite_law.hpp"

namespace mongecarlo {
namespace {

Points grid_points(int dimension, int per_side, double lower, double upper) {
  check_at_least("grid", "dimension", dimension, 1);
  check_at_least("grid", "per_side", per_side, 2);
  check_finite("grid", "lower", lower);
  check_finite("grid", "upper", upper);
  check_positive("grid", "upper - lower", upper - lower);
  check_between("grid", "per_side^dimension", std::pow(per_side, dimension), 2, 1 << 22);
  Index count = 1;
  for (int j = 0; j < dimension; ++j) count *= per_side;
  Points points(count, dimension);
  for (Index i = 0; i < count; ++i)
    for (Index j = dimension - 1, rest = i; j >= 0; --j, rest /= per_side) {
      const double share = static_cast<double>(rest % per_side) / (per_side - 1);
      points(i, j) = (1 - share) * lower + share * upper;
    }
  return points;
}

}  // namespace

DistributionPtr make_grid(int dimension, int per_side, double lower, double upper, const Vector& weights) {
  return std::make_shared<FiniteLaw>("grid", grid_points(dimension, per_side, lower, upper), weights);
}

DistributionPtr make_grid(int dimension, int per_side, double lower, double upper) {
  Points points = grid_points(dimension, per_side, lower, upper);
  Vector weights = Vector::Ones(points.rows());
  return std::make_shared<FiniteLaw>("grid", std::move(points), std::move(weights));
}

namespace distributions {

const DistributionFamily grid{
    .name = "grid",
    .summary =
        "A regular grid of a cube with weights proportional to exp(tilt (s_1 + ... + s_dimension)), s from 0 to 1 "
        "along a side.",
    .parameters = {{"dimension", 2, "number of coordinates"},
                   {"per_side", 5, "points along a side"},
                   {"lower", 0, "lower end of each side"},
                   {"upper", 1, "upper end of each side"},
                   {"tilt", 0, "log of the weight of the far end of a side over that of the near end"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(grid, given);
          const Points unit = grid_points(p.dimension(), p.integer("per_side", 2, 1 << 22), 0, 1);
          check_between("grid", "tilt", p.real("tilt"), -100, 100);
          const Vector weights = (p.real("tilt") * (unit.rowwise().mean().array() - 0.5) * p.dimension()).exp();
          return make_grid(p.dimension(), p.integer("per_side", 2, 1 << 22), p.real("lower"), p.real("upper"), weights);
        },
    .refused = {{{"dimension", 0}}, {{"per_side", 1}}, {{"per_side", 3000}}, {{"lower", 1}}, {{"tilt", 1000}}},
};

}  // namespace distributions
}  // namespace mongecarlo
