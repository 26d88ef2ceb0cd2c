#include "mongecarlo/measure/distributions/beta_product.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"
#include "mongecarlo/measure/product_law.hpp"

namespace mongecarlo {
namespace {

/// Gamma(shape) by rejection from a cubed normal (Marsaglia and Tsang 2000); shapes below one by a power of a uniform.
double draw_gamma(double shape, Stream& stream) {
  if (shape < 1) {
    const double shrink = std::pow(stream.uniform(), 1 / shape);
    return shrink * draw_gamma(shape + 1, stream);
  }
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = stream.normal(), root = 1 + c * x;
    const double u = stream.uniform();
    if (root <= 0) continue;
    const double v = root * root * root;
    if (std::log(u) < 0.5 * x * x + d * (1 - v + std::log(v))) return d * v;
  }
}

/// Joehnk 1964 for a, b <= 1: U^(1/a) / (U^(1/a) + V^(1/b)) given that the sum is at most one. In logarithms, since
/// small shapes underflow.
double draw_joehnk(double a, double b, Stream& stream) {
  for (;;) {
    const double log_x = std::log(stream.uniform()) / a, log_y = std::log(stream.uniform()) / b;
    const double largest = std::max(log_x, log_y), x = std::exp(log_x - largest), y = std::exp(log_y - largest);
    if (largest + std::log(x + y) <= 0) return x / (x + y);
  }
}

class Beta : public UnivariateLaw {
 public:
  Beta(double a, double b) : a_(a), b_(b) {}
  double lower() const override { return 0; }
  double upper() const override { return 1; }
  double mean() const override { return a_ / (a_ + b_); }
  double variance() const override { return a_ * b_ / ((a_ + b_) * (a_ + b_) * (a_ + b_ + 1)); }
  double cdf(double t) const override { return boost::math::ibeta(a_, b_, std::clamp(t, 0.0, 1.0)); }
  double quantile(double p) const override { return boost::math::ibeta_inv(a_, b_, p); }
  double draw(Stream& stream) const override {
    if (a_ <= 1 && b_ <= 1) return draw_joehnk(a_, b_, stream);
    const double x = draw_gamma(a_, stream), y = draw_gamma(b_, stream);
    return x / (x + y);
  }

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
