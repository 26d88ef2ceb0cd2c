#include "mongecarlo/measure/distributions/beta_product.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"
#include "mongecarlo/measure/product_law.hpp"

namespace mongecarlo {
namespace {

class Beta : public UnivariateLaw {
 public:
  Beta(double a, double b) : a_(a), b_(b) {}
  double lower() const override { return 0; }
  double upper() const override { return 1; }
  double mean() const override { return a_ / (a_ + b_); }
  double variance() const override { return a_ * b_ / ((a_ + b_) * (a_ + b_) * (a_ + b_ + 1)); }
  double cdf(double t) const override { return boost::math::ibeta(a_, b_, std::clamp(t, 0.0, 1.0)); }
  double quantile(double p) const override { return boost::math::ibeta_inv(a_, b_, p); }

 private:
  double a_, b_;
};

}  // namespace

DistributionPtr make_beta_product(int dimension, double a, double b) {
  check_at_least("beta_product", "dimension", dimension, 1);
  check_positive("beta_product", "a", a);
  check_positive("beta_product", "b", b);
  return std::make_shared<ProductLaw>(dimension, std::make_shared<Beta>(a, b));
}

namespace distributions {

const DistributionFamily beta_product{
    .name = "beta_product",
    .summary = "Independent Beta(a, b) coordinates on [0, 1].",
    .parameters = {{"dimension", 2, "number of coordinates"}, {"a", 2, "first shape"}, {"b", 3, "second shape"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(beta_product, given);
          return make_beta_product(p.dimension(), p.real("a"), p.real("b"));
        },
    .refused = {{{"dimension", 0}}, {{"a", 0}}, {{"b", -1}}},
};

}  // namespace distributions
}  // namespace mongecarlo
