#include "mongecarlo/measure/distributions/annulus.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"

namespace mongecarlo {
namespace {

class Annulus : public Distribution {
 public:
  Annulus(double radius, double noise) : radius_(radius), noise_(noise) {}

  int dimension() const override { return 2; }
  double diameter() const override { return 2 * (radius_ + noise_); }
  void draw(Stream& stream, std::span<double> point) const override {
    const double angle = 2 * std::numbers::pi * stream.uniform();
    const double distance = radius_ + noise_ * (2 * stream.uniform() - 1);
    point[0] = distance * std::cos(angle);
    point[1] = distance * std::sin(angle);
  }
  std::optional<Vector> mean() const override { return Vector(Vector::Zero(2)); }
  std::optional<Matrix> covariance() const override {
    return Matrix(0.5 * (radius_ * radius_ + noise_ * noise_ / 3) * Matrix::Identity(2, 2));
  }
  /// The mean over R of P(R cos T <= t) = 1 - acos(t / R) / pi, by an antiderivative in R.
  std::optional<double> marginal_cdf(int coordinate, double t) const override {
    check_between("annulus", "coordinate", coordinate, 0, 1);
    const double size = std::abs(t), inner = radius_ - noise_, outer = radius_ + noise_;
    double above = 0;  // P(R cos T > |t|)
    if (size < outer)
      above = noise_ > 0 ? (reach(outer, size) - reach(std::max(inner, size), size)) / (2 * noise_)
                         : std::acos(size / radius_) / std::numbers::pi;
    return t >= 0 ? 1 - above : above;
  }

 private:
  /// An antiderivative in r of acos(t / r) / pi, r >= t >= 0.
  static double reach(double r, double t) {
    if (t == 0) return 0.5 * r;
    return (r * std::acos(std::min(t / r, 1.0)) - t * std::acosh(std::max(r / t, 1.0))) / std::numbers::pi;
  }

  double radius_, noise_;
};

}  // namespace

DistributionPtr make_annulus(double radius, double noise) {
  check_positive("annulus", "radius", radius);
  check_between("annulus", "noise", noise, 0, radius);
  return std::make_shared<Annulus>(radius, noise);
}

namespace distributions {

const DistributionFamily annulus{
    .name = "annulus",
    .summary = "The circle about the origin with radial noise uniform on [-noise, noise].",
    .parameters = {{"radius", 1, "mean radius"}, {"noise", 0.25, "largest radial deviation"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(annulus, given);
          return make_annulus(p.real("radius"), p.real("noise"));
        },
    .refused = {{{"radius", 0}}, {{"noise", -0.1}}, {{"noise", 1.5}}},
};

}  // namespace distributions
}  // namespace mongecarlo
