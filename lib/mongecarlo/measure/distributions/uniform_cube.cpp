#include "mongecarlo/measure/distributions/uniform_cube.hpp"

#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/distributions/uniform_box.hpp"
#include "mongecarlo/measure/family_parameters.hpp"

namespace mongecarlo {

DistributionPtr make_uniform_cube(int dimension, double lower, double upper) {
  check_at_least("uniform_cube", "dimension", dimension, 1);
  check_finite("uniform_cube", "lower", lower);
  check_finite("uniform_cube", "upper", upper);
  check_positive("uniform_cube", "upper - lower", upper - lower);
  return make_uniform_box(Vector::Constant(dimension, lower), Vector::Constant(dimension, upper));
}

namespace distributions {

const DistributionFamily uniform_cube{
    .name = "uniform_cube",
    .summary = "Uniform on the cube [lower, upper]^dimension.",
    .parameters = {{"dimension", 2, "number of coordinates"},
                   {"lower", 0, "lower end of each side"},
                   {"upper", 1, "upper end of each side"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(uniform_cube, given);
          return make_uniform_cube(p.dimension(), p.real("lower"), p.real("upper"));
        },
    .refused =
        {{{"dimension", 0}}, {{"dimension", 1.5}}, {{"lower", 1}}, {{"lower", 2}, {"upper", 1}}, {{"upper", HUGE_VAL}}},
};

}  // namespace distributions
}  // namespace mongecarlo
