#include "mongecarlo/measure/distributions/uniform_sphere.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"

namespace mongecarlo {
namespace {

class UniformSphere : public Distribution {
 public:
  UniformSphere(int dimension, double radius) : dimension_(dimension), radius_(radius) {}

  int dimension() const override { return dimension_; }
  double diameter() const override { return 2 * radius_; }

  void draw(Stream& stream, std::span<double> point) const override {
    double squared = 0;
    for (double& x : point) {
      x = stream.normal();
      squared += x * x;
    }
    const double norm = std::sqrt(squared);
    for (double& x : point) x *= radius_ / norm;
  }

  std::optional<Vector> mean() const override { return Vector(Vector::Zero(dimension_)); }
  std::optional<Matrix> covariance() const override {
    return Matrix(radius_ * radius_ / dimension_ * Matrix::Identity(dimension_, dimension_));
  }
  std::optional<double> marginal_cdf(int coordinate, double t) const override {
    check_between("uniform_sphere", "coordinate", coordinate, 0, dimension_ - 1);
    const double shape = 0.5 * (dimension_ - 1);
    return boost::math::ibeta(shape, shape, std::clamp(0.5 * (1 + t / radius_), 0.0, 1.0));
  }

 private:
  int dimension_;
  double radius_;
};

}  // namespace

DistributionPtr make_uniform_sphere(int dimension, double radius) {
  check_at_least("uniform_sphere", "dimension", dimension, 2);
  check_positive("uniform_sphere", "radius", radius);
  return std::make_shared<UniformSphere>(dimension, radius);
}

namespace distributions {

const DistributionFamily uniform_sphere{
    .name = "uniform_sphere",
    .summary = "Uniform on the sphere about the origin.",
    .parameters = {{"dimension", 3, "number of coordinates"}, {"radius", 1, "radius of the sphere"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(uniform_sphere, given);
          return make_uniform_sphere(p.dimension(), p.real("radius"));
        },
    .refused = {{{"dimension", 1}}, {{"radius", 0}}, {{"radius", -1}}},
};

}  // namespace distributions
}  // namespace mongecarlo
