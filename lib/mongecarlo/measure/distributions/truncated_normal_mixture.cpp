#include "mongecarlo/measure/distributions/truncated_normal_mixture.hpp"

#include <algorithm>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/measure/distributions/truncated_normal.hpp"
#include "mongecarlo/measure/family_parameters.hpp"

namespace mongecarlo {
namespace {

class Mixture : public Distribution {
 public:
  Mixture(Vector weights, std::vector<DistributionPtr> components)
      : weights_(std::move(weights)), components_(std::move(components)) {}

  int dimension() const override { return components_.front()->dimension(); }
  double diameter() const override { return components_.front()->diameter(); }  // all live on the same cube

  void draw(Stream& stream, std::span<double> point) const override {
    const double level = stream.uniform();
    std::size_t c = 0;
    for (double below = weights_[0]; level >= below && c + 1 < components_.size(); below += weights_[Index(c)]) ++c;
    components_[c]->draw(stream, point);
  }

  std::optional<Vector> mean() const override {
    Vector mean = Vector::Zero(dimension());
    for (std::size_t c = 0; c < components_.size(); ++c) mean += weights_[Index(c)] * *components_[c]->mean();
    return mean;
  }
  std::optional<Matrix> covariance() const override {
    const Vector centre = *mean();
    Matrix covariance = Matrix::Zero(dimension(), dimension());
    for (std::size_t c = 0; c < components_.size(); ++c) {
      const Vector offset = *components_[c]->mean() - centre;
      covariance += weights_[Index(c)] * (*components_[c]->covariance() + Matrix(offset * offset.transpose()));
    }
    return covariance;
  }
  std::optional<double> marginal_cdf(int coordinate, double t) const override {
    double below = 0;
    for (std::size_t c = 0; c < components_.size(); ++c)
      below += weights_[Index(c)] * *components_[c]->marginal_cdf(coordinate, t);
    return std::min(below, 1.0);
  }

 private:
  Vector weights_;
  std::vector<DistributionPtr> components_;
};

}  // namespace

DistributionPtr make_truncated_normal_mixture(const Vector& weights, const Points& centres, const Vector& deviations,
                                              double lower, double upper) {
  constexpr std::string_view function = "truncated_normal_mixture";
  check_not_empty(function, "centres", centres.size());
  check_equal_size(function, "weights", weights.size(), "centres", centres.rows());
  check_equal_size(function, "deviations", deviations.size(), "centres", centres.rows());
  check_weights(function, "weights", as_span(view(weights)));
  std::vector<DistributionPtr> components;
  for (Index c = 0; c < centres.rows(); ++c)
    components.push_back(make_truncated_normal(centres.row(c).transpose(), deviations[c], lower, upper));
  return std::make_shared<Mixture>(weights / weights.sum(), std::move(components));
}

namespace distributions {

const DistributionFamily truncated_normal_mixture{
    .name = "truncated_normal_mixture",
    .summary =
        "Two normal laws conditioned on a cube, centred at -separation / 2 and separation / 2 in every coordinate.",
    .parameters = {{"dimension", 2, "number of coordinates"},
                   {"separation", 2, "distance of the centres along each coordinate"},
                   {"deviation", 0.5, "standard deviation before the truncation"},
                   {"weight", 0.5, "weight of the first component"},
                   {"lower", -2, "lower end of each side of the cube"},
                   {"upper", 2, "upper end of each side of the cube"}},
    .make =
        [](const std::map<std::string, double>& given) {
          const FamilyParameters p(truncated_normal_mixture, given);
          check_between("truncated_normal_mixture", "weight", p.real("weight"), 0, 1);
          Points centres(2, p.dimension());
          centres.row(0).setConstant(-0.5 * p.real("separation"));
          centres.row(1).setConstant(0.5 * p.real("separation"));
          return make_truncated_normal_mixture(Eigen::Vector2d(p.real("weight"), 1 - p.real("weight")), centres,
                                               Vector::Constant(2, p.real("deviation")), p.real("lower"),
                                               p.real("upper"));
        },
    .refused = {{{"dimension", 0}}, {{"deviation", 0}}, {{"weight", 1.5}}, {{"weight", -0.5}}, {{"lower", 2}}},
};

}  // namespace distributions
}  // namespace mongecarlo
