#include "misclassified_generation/classified_moon.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "models/two_moons.hpp"

namespace mongecarlo::misclassified_generation {
namespace {

constexpr double kRidge = 1e-3;
constexpr int kMostIterations = 50;
constexpr double kGradient = 1e-12, kRounding = 1e-13;

Points draw_class(std::uint32_t label, Index n, Stream stream) {
  Points points(n, 2);
  for (Index i = 0; i < n; ++i) {
    const auto point = models::moon_point(label, stream);
    points.row(i) << point[0], point[1];
  }
  return points;
}

double logistic(double score) { return 1 / (1 + std::exp(-score)); }
/// log(1 + exp(score)).
double softplus(double score) { return std::max(score, 0.0) + std::log1p(std::exp(-std::abs(score))); }

/// Mean cross-entropy with ridge, its gradient and its Hessian, at (slope, intercept).
struct LogisticLoss {
  double value = 0;
  Eigen::Vector3d gradient = Eigen::Vector3d::Zero();
  Eigen::Matrix3d hessian = Eigen::Matrix3d::Zero();

  LogisticLoss(const Points& class0, const Points& class1, const Eigen::Vector3d& at) {
    add(class0, at, 1);
    add(class1, at, -1);
    const double n = static_cast<double>(class0.rows() + class1.rows());
    value /= n, gradient /= n, hessian /= n;
    value += 0.5 * kRidge * at.head<2>().squaredNorm();
    gradient.head<2>() += kRidge * at.head<2>();
    hessian.topLeftCorner<2, 2>().diagonal().array() += kRidge;
  }

 private:
  /// Points whose score should be far below 0 (sign 1) or above it (sign -1).
  void add(const Points& points, const Eigen::Vector3d& at, double sign) {
    for (Index i = 0; i < points.rows(); ++i) {
      const Eigen::Vector3d x(points(i, 0), points(i, 1), 1);
      const double score = sign * at.dot(x), p = logistic(score);
      value += softplus(score);
      gradient += sign * p * x;
      hessian += p * (1 - p) * x * x.transpose();
    }
  }
};

}  // namespace

double LinearClassifier::probability(double x, double y) const {
  return logistic(slope[0] * x + slope[1] * y + intercept);
}

LinearClassifier fit_logistic(const Points& class0, const Points& class1) {
  Eigen::Vector3d at = Eigen::Vector3d::Zero();
  for (int iteration = 0; iteration < kMostIterations; ++iteration) {
    const LogisticLoss loss(class0, class1, at);
    if (loss.gradient.norm() < kGradient) return {{at[0], at[1]}, at[2]};
    const Eigen::Vector3d direction = loss.hessian.ldlt().solve(-loss.gradient);
    double step = 1;
    while (step > 1e-3 && LogisticLoss(class0, class1, at + step * direction).value > loss.value + kRounding) step /= 2;
    at += step * direction;
  }
  throw std::domain_error("fit_logistic: no minimum after 50 iterations of Newton's method");
}

ClassifiedMoon::ClassifiedMoon(Index n, const Stream& stream)
    : points(draw_class(0, n, stream.purpose("class 0"))),
      others(draw_class(1, n, stream.purpose("class 1"))),
      classifier(fit_logistic(points, others)),
      wrongness(n) {
  for (Index i = 0; i < n; ++i) {
    wrongness[i] = classifier.probability(points(i, 0), points(i, 1));
    is_wrong.push_back(wrongness[i] > 0.5);
  }
}

Index ClassifiedMoon::wrong() const { return std::count(is_wrong.begin(), is_wrong.end(), 1); }

double ClassifiedMoon::wrong_share(const Vector& weights) const {
  double share = 0;
  for (Index i = 0; i < size(); ++i)
    if (is_wrong[static_cast<std::size_t>(i)]) share += weights[i];
  return share;
}

const char* to_string(Weighting weighting) {
  switch (weighting) {
    case Weighting::uniform:
      return "uniform";
    case Weighting::soft:
      return "soft";
    case Weighting::hard:
      return "hard";
  }
  return "unknown";
}

Vector soft_masses(const Vector& wrongness, double w, double cap) {
  return (w * (wrongness.array().min(cap) - cap)).exp();
}

Vector weights_of(const ClassifiedMoon& moon, Weighting weighting, double w) {
  const Index n = moon.size();
  if (weighting == Weighting::uniform) return Vector::Constant(n, 1.0 / static_cast<double>(n));
  if (weighting == Weighting::soft) {
    const Vector masses = soft_masses(moon.wrongness, w);
    return masses / masses.sum();
  }
  if (moon.wrong() == 0) throw std::domain_error("weights_of: hard weights, and no point is misclassified");
  Vector weights = Vector::Zero(n);
  for (Index i = 0; i < n; ++i)
    if (moon.is_wrong[static_cast<std::size_t>(i)]) weights[i] = 1.0 / static_cast<double>(moon.wrong());
  return weights;
}

}  // namespace mongecarlo::misclassified_generation
