#include "mongecarlo/measure/distributions/uniform_ball.hpp"

#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/distributions/uniform_ellipsoid.hpp"
#include "mongecarlo/measure/family_parameters.hpp"

namespace mongecarlo {

DistributionPtr make_uniform_ball(int dimension, double radius) {
  check_at_least("uniform_ball", "dimension", dimension, 1);
  check_positive("uniform_ball", "radius", radius);
  return make_uniform_ellipsoid(Vector::Constant(dimension, radius));
}

namespace distributions {

const DistributionFamily uniform_ball{
    .name = "uniform_ball",
    .summary = "Uniform on the ball about the origin.",
    .parameters = {{"dimension", 2, "number of coordinates"}, {"radius", 1, "radius of the ball"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(uniform_ball, given);
          return make_uniform_ball(p.dimension(), p.real("radius"));
        },
    .refused = {{{"dimension", 0}}, {{"radius", 0}}, {{"radius", -1}}, {{"radius", HUGE_VAL}}},
};

}  // namespace distributions
}  // namespace mongecarlo
