#include "models/two_classes.hpp"

#include <boost/math/distributions/hypergeometric.hpp>
#include <cmath>
#include <utility>

#include "mongecarlo/measure/distributions/uniform_ball.hpp"

namespace mongecarlo::models {
namespace {

constexpr double kGap = 8, kShift = 1;

Points discs(int n, int in_first, double height, const Stream& stream) {
  Points points(n, 2);
  make_uniform_ball(2, 1)->sample_into(points, stream);
  for (Index i = 0; i < n; ++i) points.row(i) += Eigen::RowVector2d(i < in_first ? 0 : kGap, height);
  return points;
}

}  // namespace

TwoClasses::TwoClasses(int n, bool target_has_both)
    : x(discs(n, (n + 1) / 2, 0, stream().purpose("source"))),
      y(discs(n, target_has_both ? (n + 1) / 2 : n, kShift, stream().purpose("target"))) {}

Stream TwoClasses::stream() { return {stream_key(0, "minibatch_plan", "two classes"), 0}; }

double cross_mass(const Matrix& plan) {
  const Index half = plan.rows() / 2, rest = plan.rows() - half;
  return plan.topRightCorner(half, rest).sum() + plan.bottomLeftCorner(rest, half).sum();
}

double hypergeometric_cross_mass(int n, int m) {
  const boost::math::hypergeometric law(static_cast<unsigned>(n / 2), static_cast<unsigned>(m),
                                        static_cast<unsigned>(n));
  const auto probability = [&](int count) {
    const bool is_possible = count <= n / 2 && m - count <= n / 2;
    return is_possible ? boost::math::pdf(law, static_cast<unsigned>(count)) : 0.0;
  };
  double sum = 0;
  for (int s = 0; s <= m; ++s)
    for (int t = 0; t <= m; ++t) sum += probability(s) * probability(t) * std::abs(s - t);
  return sum / m;
}

Curve points_curve(std::string name, const Points& points) {
  Curve curve{.name = std::move(name), .x_label = "first coordinate", .y_label = "second coordinate"};
  for (Index i = 0; i < points.rows(); ++i) {
    curve.x.push_back(points(i, 0));
    curve.y.push_back(points(i, 1));
  }
  return curve;
}

Curve links_curve(std::string name, const Matrix& plan) {
  Curve curve{.name = std::move(name), .x_label = "entry, row by row", .y_label = "mass"};
  for (Index e = 0; e < plan.size(); ++e)
    if (plan.data()[e] > 0) {
      curve.x.push_back(static_cast<double>(e));
      curve.y.push_back(plan.data()[e]);
    }
  return curve;
}

}  // namespace mongecarlo::models
