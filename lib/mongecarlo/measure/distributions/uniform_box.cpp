#include "mongecarlo/measure/distributions/uniform_box.hpp"

#include <algorithm>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"
#include "mongecarlo/measure/product_law.hpp"

namespace mongecarlo {
namespace {

class UniformInterval : public UnivariateLaw {
 public:
  UniformInterval(double lower, double upper) : lower_(lower), upper_(upper) {}
  double lower() const override { return lower_; }
  double upper() const override { return upper_; }
  double mean() const override { return 0.5 * (lower_ + upper_); }
  double variance() const override { return (upper_ - lower_) * (upper_ - lower_) / 12; }
  double cdf(double t) const override { return std::clamp((t - lower_) / (upper_ - lower_), 0.0, 1.0); }
  double quantile(double p) const override { return std::min(lower_ + p * (upper_ - lower_), upper_); }

 private:
  double lower_, upper_;
};

}  // namespace

DistributionPtr make_uniform_box(const Vector& lower, const Vector& upper) {
  check_not_empty("uniform_box", "lower", lower.size());
  check_equal_size("uniform_box", "upper", upper.size(), "lower", lower.size());
  std::vector<UnivariateLawPtr> sides;
  for (Index j = 0; j < lower.size(); ++j) {
    check_finite("uniform_box", "lower", lower[j]);
    check_finite("uniform_box", "upper", upper[j]);
    check_positive("uniform_box", "upper - lower", upper[j] - lower[j]);
    sides.push_back(std::make_shared<UniformInterval>(lower[j], upper[j]));
  }
  return std::make_shared<ProductLaw>(std::move(sides));
}

namespace distributions {

const DistributionFamily uniform_box{
    .name = "uniform_box",
    .summary = "Uniform on the box with corner (lower, ..., lower) whose sides go evenly from first_side to last_side.",
    .parameters = {{"dimension", 3, "number of coordinates"},
                   {"lower", 0, "lower end of every side"},
                   {"first_side", 1, "length of the first side"},
                   {"last_side", 2, "length of the last side"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(uniform_box, given);
          check_positive("uniform_box", "first_side", p.real("first_side"));
          check_positive("uniform_box", "last_side", p.real("last_side"));
          const Vector lower = Vector::Constant(p.dimension(), p.real("lower"));
          const Vector sides = Vector::LinSpaced(p.dimension(), p.real("first_side"), p.real("last_side"));
          return make_uniform_box(lower, lower + sides);
        },
    .refused = {{{"dimension", 0}}, {{"first_side", 0}}, {{"last_side", -1}}, {{"lower", HUGE_VAL}}},
};

}  // namespace distributions
}  // namespace mongecarlo
