#include "mongecarlo/measure/distributions/two_moons.hpp"

#include <algorithm>
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <cmath>
#include <numbers>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"

namespace mongecarlo {
namespace {

using std::numbers::pi;

/// The arc of the first class is (cos t - 1/2, sin t - 1/4), that of the second its negative.
constexpr double kCentre[2] = {0.5, 0.25};

class TwoMoons : public Distribution {
 public:
  explicit TwoMoons(double noise) : noise_(noise) {}

  int dimension() const override { return 2; }
  /// From one tip (-3/2, -1/4) to the other (3/2, 1/4); the noise adds its radius at both ends.
  double diameter() const override { return std::sqrt(9.25) + 2 * noise_; }

  void draw(Stream& stream, std::span<double> point) const override {
    const double sign = stream.bits32() >> 31 ? -1 : 1;
    const double t = pi * stream.uniform();
    const double angle = 2 * pi * stream.uniform(), distance = noise_ * std::sqrt(stream.uniform());
    point[0] = sign * (std::cos(t) - kCentre[0]) + distance * std::cos(angle);
    point[1] = sign * (std::sin(t) - kCentre[1]) + distance * std::sin(angle);
  }

  std::optional<Vector> mean() const override { return Vector(Vector::Zero(2)); }
  /// Var cos t = 1/2, Var sin t = 1/2 - 4 / pi^2, no correlation; the classes have opposite means; the disc adds r^2
  /// / 4.
  std::optional<Matrix> covariance() const override {
    const Eigen::Vector2d arc_mean(-kCentre[0], 2 / pi - kCentre[1]);
    Matrix covariance = arc_mean * arc_mean.transpose();
    covariance(0, 0) += 0.5 + 0.25 * noise_ * noise_;
    covariance(1, 1) += 0.5 - 4 / (pi * pi) + 0.25 * noise_ * noise_;
    return covariance;
  }
  std::optional<double> marginal_cdf(int coordinate, double t) const override {
    check_between("two_moons", "coordinate", coordinate, 0, 1);
    return 0.5 * (arc_cdf(coordinate, t) + 1 - arc_cdf(coordinate, -t));
  }

 private:
  /// P(arc coordinate + noise <= x) for the first class.
  double arc_cdf(int coordinate, double x) const {
    const double edge = x + kCentre[coordinate];
    if (noise_ == 0) return coordinate == 0 ? cosine_cdf(edge) : sine_cdf(edge);
    // Substituting noise = r sin(s) makes the density of a coordinate of the disc, 2 cos(s)^2 / pi, smooth; the cdf of
    // the arc has a kink or a root at its ends, where the integral is split.
    const auto term = [&](double s) {
      const double v = edge - noise_ * std::sin(s);
      return (coordinate == 0 ? cosine_cdf(v) : sine_cdf(v)) * std::cos(s) * std::cos(s);
    };
    double total = 0, from = -0.5 * pi;
    for (const double end : {coordinate == 0 ? 1.0 : 1.0, coordinate == 0 ? -1.0 : 0.0}) {
      const double to = std::asin(std::clamp((edge - end) / noise_, -1.0, 1.0));
      total += integral(term, from, to);
      from = to;
    }
    return 2 / pi * (total + integral(term, from, 0.5 * pi));
  }
  /// Nodes crowd at both ends, u = (1 - cos(pi v)) / 2 on the interval, which tames the square roots there.
  template <class Term>
  static double integral(const Term& term, double from, double to) {
    if (!(from < to)) return 0;
    const auto crowded = [&](double v) {
      return term(from + (to - from) * 0.5 * (1 - std::cos(pi * v))) * 0.5 * pi * std::sin(pi * v);
    };
    return (to - from) * boost::math::quadrature::gauss_kronrod<double, 31>::integrate(crowded, 0.0, 1.0, 6, 1e-10);
  }
  static double cosine_cdf(double v) { return 1 - std::acos(std::clamp(v, -1.0, 1.0)) / pi; }
  static double sine_cdf(double v) { return 2 / pi * std::asin(std::clamp(v, 0.0, 1.0)); }

  double noise_;
};

}  // namespace

DistributionPtr make_two_moons(double noise) {
  check_nonnegative("two_moons", "noise", noise);
  return std::make_shared<TwoMoons>(noise);
}

namespace distributions {

const DistributionFamily two_moons{
    .name = "two_moons",
    .summary = "Two facing half circles of the plane, with noise uniform in a disc.",
    .parameters = {{"noise", 0.1, "radius of the noise disc"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(two_moons, given);
          return make_two_moons(p.real("noise"));
        },
    .refused = {{{"noise", -0.1}}, {{"noise", HUGE_VAL}}, {{"radius", 1}}},
};

}  // namespace distributions
}  // namespace mongecarlo
