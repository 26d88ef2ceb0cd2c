#include "mongecarlo/measure/distributions/truncated_normal.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"
#include "mongecarlo/measure/product_law.hpp"

namespace mongecarlo {
namespace {

double standard_normal_cdf(double z) { return 0.5 * std::erfc(-z * (0.5 * std::numbers::sqrt2)); }

/// The standard normal law conditioned on [lower, upper] with lower <= 0 or upper <= 0, so that the cdf keeps its
/// digits where the interval lies in a tail.
class StandardPiece {
 public:
  StandardPiece(double lower, double upper)
      : lower_(lower), upper_(upper), below_(standard_normal_cdf(lower)), mass_(standard_normal_cdf(upper) - below_) {
    check_positive("truncated_normal", "the normal mass of [lower, upper]", mass_);
    const double mode = std::clamp(0.0, lower, upper);
    // Beyond 12 deviations from the mode lies less than e^-72 of the mass.
    const auto moment = [&](int power) {
      const auto term = [&](double z) { return std::pow(z - mode, power) * std::exp(0.5 * (mode - z) * (mode + z)); };
      return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(term, std::max(lower, mode - 12),
                                                                           std::min(upper, mode + 12), 15, 1e-14);
    };
    const double total = moment(0), first = moment(1) / total;
    mean_ = mode + first;
    variance_ = moment(2) / total - first * first;
  }

  double mean() const { return mean_; }
  double variance() const { return variance_; }
  double cdf(double z) const { return std::clamp((standard_normal_cdf(z) - below_) / mass_, 0.0, 1.0); }
  double quantile(double p) const {
    const double level = std::clamp(below_ + p * mass_, std::numeric_limits<double>::min(), 1 - 0x1p-53);
    return std::clamp(standard_normal_quantile(level), lower_, upper_);
  }

 private:
  double lower_, upper_, below_, mass_, mean_ = 0, variance_ = 0;
};

class TruncatedNormal : public UnivariateLaw {
 public:
  TruncatedNormal(double centre, double deviation, double lower, double upper)
      : centre_(centre),
        lower_(lower),
        upper_(upper),
        scale_(lower > centre ? -deviation : deviation),  // mirrored when the interval lies in the upper tail
        piece_(((scale_ > 0 ? lower : upper) - centre) / scale_, ((scale_ > 0 ? upper : lower) - centre) / scale_) {}

  double lower() const override { return lower_; }
  double upper() const override { return upper_; }
  double mean() const override { return centre_ + scale_ * piece_.mean(); }
  double variance() const override { return scale_ * scale_ * piece_.variance(); }
  double cdf(double t) const override {
    const double below = piece_.cdf((t - centre_) / scale_);
    return scale_ > 0 ? below : 1 - below;
  }
  double quantile(double p) const override {
    return std::clamp(centre_ + scale_ * piece_.quantile(scale_ > 0 ? p : 1 - p), lower_, upper_);
  }

 private:
  double centre_, lower_, upper_, scale_;
  StandardPiece piece_;
};

}  // namespace

DistributionPtr make_truncated_normal(const Vector& mean, double deviation, double lower, double upper) {
  check_not_empty("truncated_normal", "mean", mean.size());
  check_positive("truncated_normal", "deviation", deviation);
  check_finite("truncated_normal", "lower", lower);
  check_finite("truncated_normal", "upper", upper);
  check_positive("truncated_normal", "upper - lower", upper - lower);
  std::vector<UnivariateLawPtr> coordinates;
  for (const double centre : mean) {
    check_finite("truncated_normal", "mean", centre);
    coordinates.push_back(std::make_shared<TruncatedNormal>(centre, deviation, lower, upper));
  }
  return std::make_shared<ProductLaw>(std::move(coordinates));
}

DistributionPtr make_truncated_normal(int dimension, double mean, double deviation, double lower, double upper) {
  check_at_least("truncated_normal", "dimension", dimension, 1);
  return make_truncated_normal(Vector::Constant(dimension, mean), deviation, lower, upper);
}

namespace distributions {

const DistributionFamily truncated_normal{
    .name = "truncated_normal",
    .summary = "Independent normal coordinates conditioned on [lower, upper].",
    .parameters = {{"dimension", 2, "number of coordinates"},
                   {"mean", 0, "mean before the truncation"},
                   {"deviation", 1, "standard deviation before the truncation"},
                   {"lower", -1, "lower end of the interval"},
                   {"upper", 2, "upper end of the interval"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(truncated_normal, given);
          return make_truncated_normal(p.dimension(), p.real("mean"), p.real("deviation"), p.real("lower"),
                                       p.real("upper"));
        },
    .refused =
        {{{"dimension", 0}}, {{"deviation", 0}}, {{"deviation", -1}}, {{"lower", 2}}, {{"lower", 50}, {"upper", 51}}},
};

}  // namespace distributions
}  // namespace mongecarlo
