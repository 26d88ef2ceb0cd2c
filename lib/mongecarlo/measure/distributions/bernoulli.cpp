#include "mongecarlo/measure/distributions/bernoulli.hpp"

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"
#include "mongecarlo/measure/finite_law.hpp"

namespace mongecarlo {

DistributionPtr make_bernoulli(double probability, int dimension, double low, double high) {
  check_between("bernoulli", "probability", probability, 0, 1);
  check_between("bernoulli", "dimension", dimension, 1, 16);
  check_finite("bernoulli", "low", low);
  check_finite("bernoulli", "high", high);
  check_positive("bernoulli", "high - low", high - low);
  const Index count = Index{1} << dimension;
  Points points(count, dimension);
  Vector weights = Vector::Ones(count);
  for (Index i = 0; i < count; ++i)
    for (int j = 0; j < dimension; ++j) {
      const bool success = i >> j & 1;
      points(i, j) = success ? high : low;
      weights[i] *= success ? probability : 1 - probability;
    }
  return std::make_shared<FiniteLaw>("bernoulli", std::move(points), std::move(weights));
}

namespace distributions {

const DistributionFamily bernoulli{
    .name = "bernoulli",
    .summary = "Independent coordinates that are high with the given probability and low otherwise.",
    .parameters = {{"probability", 0.5, "probability of high"},
                   {"dimension", 1, "number of coordinates"},
                   {"low", 0, "the value of a failure"},
                   {"high", 1, "the value of a success"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(bernoulli, given);
          return make_bernoulli(p.real("probability"), p.integer("dimension", 1, 16), p.real("low"), p.real("high"));
        },
    .refused = {{{"probability", -0.1}}, {{"probability", 1.1}}, {{"dimension", 0}}, {{"dimension", 17}}, {{"low", 1}}},
};

}  // namespace distributions
}  // namespace mongecarlo
