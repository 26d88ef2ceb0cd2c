#include "mongecarlo/measure/distributions/dirac.hpp"

#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"
#include "mongecarlo/measure/finite_law.hpp"

namespace mongecarlo {

DistributionPtr make_dirac(const Vector& point) {
  return std::make_shared<FiniteLaw>("dirac", point.transpose(), Vector::Ones(1));
}

namespace distributions {

const DistributionFamily dirac{
    .name = "dirac",
    .summary = "The point mass at (value, ..., value).",
    .parameters = {{"dimension", 2, "number of coordinates"}, {"value", 0, "each coordinate of the point"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(dirac, given);
          return make_dirac(Vector::Constant(p.dimension(), p.real("value")));
        },
    .refused = {{{"dimension", 0}}, {{"value", HUGE_VAL}}},
};

}  // namespace distributions
}  // namespace mongecarlo
