#include "mongecarlo/measure/distributions/finite_support.hpp"

#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"
#include "mongecarlo/measure/finite_law.hpp"

namespace mongecarlo {

DistributionPtr make_finite_support(Points points, Vector weights) {
  return std::make_shared<FiniteLaw>("finite_support", std::move(points), std::move(weights));
}

namespace distributions {

const DistributionFamily finite_support{
    .name = "finite_support",
    .summary =
        "Atoms i = 0, ..., count - 1 at (s, s^2, ..., s^dimension), s = i / (count - 1), of weights proportional to "
        "ratio^i.",
    .parameters = {{"dimension", 2, "number of coordinates"},
                   {"count", 5, "number of atoms"},
                   {"ratio", 0.75, "weight of an atom over that of the one before"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(finite_support, given);
          const int count = p.integer("count", 2, 1 << 20);
          check_positive("finite_support", "ratio", p.real("ratio"));
          Points points(count, p.dimension());
          Vector weights(count);
          for (int i = 0; i < count; ++i) {
            weights[i] = std::pow(p.real("ratio"), i);
            for (int j = 0; j < p.dimension(); ++j) points(i, j) = std::pow(i / (count - 1.0), j + 1);
          }
          return make_finite_support(std::move(points), std::move(weights));
        },
    .refused = {{{"dimension", 0}}, {{"count", 1}}, {{"count", 2.5}}, {{"ratio", 0}}, {{"ratio", -1}}},
};

}  // namespace distributions
}  // namespace mongecarlo
