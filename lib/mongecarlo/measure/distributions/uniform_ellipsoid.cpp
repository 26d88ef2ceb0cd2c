#include "mongecarlo/measure/distributions/uniform_ellipsoid.hpp"

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/family_parameters.hpp"

namespace mongecarlo {
namespace {

class UniformEllipsoid : public Distribution {
 public:
  explicit UniformEllipsoid(Vector semi_axes) : semi_axes_(std::move(semi_axes)) {}

  int dimension() const override { return static_cast<int>(semi_axes_.size()); }
  double diameter() const override { return 2 * semi_axes_.maxCoeff(); }

  void draw(Stream& stream, std::span<double> point) const override {
    double squared = 0;
    for (double& x : point) {
      x = stream.normal();
      squared += x * x;
    }
    const double scale = std::pow(stream.uniform(), 1.0 / dimension()) / std::sqrt(squared);
    for (std::size_t j = 0; j < point.size(); ++j) point[j] *= scale * semi_axes_[static_cast<Index>(j)];
  }

  std::optional<Vector> mean() const override { return Vector(Vector::Zero(dimension())); }
  std::optional<Matrix> covariance() const override {
    return Matrix((semi_axes_.array().square() / (dimension() + 2)).matrix().asDiagonal());
  }
  std::optional<double> marginal_cdf(int coordinate, double t) const override {
    check_between("uniform_ellipsoid", "coordinate", coordinate, 0, dimension() - 1);
    const double shape = 0.5 * (dimension() + 1);
    return boost::math::ibeta(shape, shape, std::clamp(0.5 * (1 + t / semi_axes_[coordinate]), 0.0, 1.0));
  }
  std::optional<double> quantile(double p) const override {
    if (dimension() > 1) return std::nullopt;
    check_inside("uniform_ellipsoid", "p", p, 0, 1);
    return semi_axes_[0] * (2 * p - 1);
  }

 private:
  Vector semi_axes_;
};

}  // namespace

DistributionPtr make_uniform_ellipsoid(const Vector& semi_axes) {
  check_not_empty("uniform_ellipsoid", "semi_axes", semi_axes.size());
  for (const double axis : semi_axes) check_positive("uniform_ellipsoid", "semi_axes", axis);
  return std::make_shared<UniformEllipsoid>(semi_axes);
}

namespace distributions {

const DistributionFamily uniform_ellipsoid{
    .name = "uniform_ellipsoid",
    .summary =
        "Uniform on the solid ellipsoid about the origin whose semi-axes go evenly from first_axis to last_axis.",
    .parameters = {{"dimension", 2, "number of coordinates"},
                   {"first_axis", 1, "semi-axis of the first coordinate"},
                   {"last_axis", 0.5, "semi-axis of the last coordinate"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(uniform_ellipsoid, given);
          check_positive("uniform_ellipsoid", "first_axis", p.real("first_axis"));
          check_positive("uniform_ellipsoid", "last_axis", p.real("last_axis"));
          return make_uniform_ellipsoid(Vector::LinSpaced(p.dimension(), p.real("first_axis"), p.real("last_axis")));
        },
    .refused = {{{"dimension", 0}}, {{"first_axis", 0}}, {{"last_axis", -1}}},
};

}  // namespace distributions
}  // namespace mongecarlo
