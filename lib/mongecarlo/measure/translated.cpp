#include "mongecarlo/measure/translated.hpp"

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

class Translated : public Distribution {
 public:
  Translated(DistributionPtr law, Vector shift) : law_(std::move(law)), shift_(std::move(shift)) {}

  int dimension() const override { return law_->dimension(); }
  double diameter() const override { return law_->diameter(); }
  bool diameter_is_exact() const override { return law_->diameter_is_exact(); }
  void draw(Stream& stream, std::span<double> point) const override {
    law_->draw(stream, point);
    for (std::size_t j = 0; j < point.size(); ++j) point[j] += shift_[static_cast<Index>(j)];
  }
  std::optional<Vector> mean() const override {
    std::optional<Vector> mean = law_->mean();
    if (mean) *mean += shift_;
    return mean;
  }
  std::optional<Matrix> covariance() const override { return law_->covariance(); }
  std::optional<double> marginal_cdf(int coordinate, double t) const override {
    check_between("translate", "coordinate", coordinate, 0, dimension() - 1);
    return law_->marginal_cdf(coordinate, t - shift_[coordinate]);
  }
  std::optional<double> quantile(double p) const override {
    std::optional<double> quantile = law_->quantile(p);
    if (quantile) *quantile += shift_[0];
    return quantile;
  }
  std::optional<Atoms> atoms() const override {
    std::optional<Atoms> atoms = law_->atoms();
    if (atoms) atoms->points.rowwise() += shift_.transpose();
    return atoms;
  }

 private:
  DistributionPtr law_;
  Vector shift_;
};

}  // namespace

DistributionPtr translate(DistributionPtr law, const Vector& shift) {
  check_not_empty("translate", "law", law != nullptr);
  check_equal_size("translate", "shift", shift.size(), "law", law->dimension());
  check_finite("translate", "shift", as_span(view(shift)));
  return std::make_shared<Translated>(std::move(law), shift);
}

}  // namespace mongecarlo
