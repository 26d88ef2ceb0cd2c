#include "mongecarlo/measure/distributions/circle.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"

namespace mongecarlo {
namespace {

class Circle : public Distribution {
 public:
  explicit Circle(double radius) : radius_(radius) {}

  int dimension() const override { return 2; }
  double diameter() const override { return 2 * radius_; }
  void draw(Stream& stream, std::span<double> point) const override {
    const double angle = 2 * std::numbers::pi * stream.uniform();
    point[0] = radius_ * std::cos(angle);
    point[1] = radius_ * std::sin(angle);
  }
  std::optional<Vector> mean() const override { return Vector(Vector::Zero(2)); }
  std::optional<Matrix> covariance() const override { return Matrix(0.5 * radius_ * radius_ * Matrix::Identity(2, 2)); }
  std::optional<double> marginal_cdf(int coordinate, double t) const override {
    check_between("circle", "coordinate", coordinate, 0, 1);
    return 1 - std::acos(std::clamp(t / radius_, -1.0, 1.0)) / std::numbers::pi;
  }

 private:
  double radius_;
};

}  // namespace

DistributionPtr make_circle(double radius) {
  check_positive("circle", "radius", radius);
  return std::make_shared<Circle>(radius);
}

namespace distributions {

const DistributionFamily circle{
    .name = "circle",
    .summary = "Uniform on the circle of the plane about the origin.",
    .parameters = {{"radius", 1, "radius of the circle"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(circle, given);
          return make_circle(p.real("radius"));
        },
    .refused = {{{"radius", 0}}, {{"radius", -1}}, {{"radius", HUGE_VAL}}, {{"dimension", 3}}},
};

}  // namespace distributions
}  // namespace mongecarlo
