#include "misclassified_generation/two_laws.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "misclassified_generation/classified_moon.hpp"
#include "mongecarlo/cost/ground_cost.hpp"
#include "mongecarlo/random/weighted_index.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::misclassified_generation {
namespace {

constexpr double kHalfSide = 1.7;  // of the square: both moons lie inside
constexpr Index kPenaltyPoints = 64;
constexpr double kLastShare = 0.3, kLastRate = 0.1;

double distance(std::span<const double> p, std::span<const double> q) { return std::hypot(p[0] - q[0], p[1] - q[1]); }

}  // namespace

Certified exact_w1(const Points& x, const Vector& a, const Points& y, const Vector& b) {
  Matrix cost(x.rows(), y.rows());
  GroundCost::euclidean().fill(view(x), view(y), cost);
  Result result;
  find_solver("exact")->make({.want_plan = false})->solve(problem_from_matrix(cost, a, b), result);
  const Certified w1 = result.certified_objective;
  return {w1.lower, w1.upper, result.termination};
}

TwoLaws TwoLaws::moon_and_square(Index n, const Stream& stream) {
  const ClassifiedMoon moon(n, stream.purpose("moon"));
  TwoLaws laws{moon.points, Points(n, 2), weights_of(moon, Weighting::soft),
               Vector::Constant(n, 1.0 / static_cast<double>(n))};
  Stream square = stream.purpose("square");
  for (Index i = 0; i < n; ++i)
    for (Index k = 0; k < 2; ++k) laws.y(i, k) = kHalfSide * (2 * square.uniform() - 1);
  return laws;
}

std::span<const double> TwoLaws::point(Index k) const {
  return k < x.rows() ? row(view(x), k) : row(view(y), k - x.rows());
}

double TwoLaws::gain(std::span<const double> f) const {
  double gain = 0;
  for (Index k = 0; k < size(); ++k) gain += (k < x.rows() ? a[k] : -b[k - x.rows()]) * f[static_cast<std::size_t>(k)];
  return gain;
}

double TwoLaws::steepness(std::span<const double> f) const {
  double steepest = 0;
  for (Index k = 0; k < size(); ++k)
    for (Index l = 0; l < k; ++l) {
      const double rise = std::abs(f[static_cast<std::size_t>(k)] - f[static_cast<std::size_t>(l)]);
      if (rise > 0) steepest = std::max(steepest, rise / distance(point(k), point(l)));
    }
  return steepest;
}

std::vector<double> TwoLaws::repaired(std::span<const double> f) const {
  std::vector<double> result(f.begin(), f.end());
  for (Index k = 0; k < size(); ++k)
    for (Index l = 0; l < size(); ++l) {
      double& value = result[static_cast<std::size_t>(k)];
      value = std::min(value, f[static_cast<std::size_t>(l)] + distance(point(k), point(l)));
    }
  return result;
}

std::vector<double> train_critic(const TwoLaws& laws, const CriticSettings& settings, int steps, const Stream& stream) {
  ColumnMatrix<float> points(laws.size(), 2), weights(laws.size(), 1), between(kPenaltyPoints, 2);
  for (Index k = 0; k < laws.size(); ++k) {
    const auto point = laws.point(k);
    points.row(k) << static_cast<float>(point[0]), static_cast<float>(point[1]);
    weights(k) = static_cast<float>(k < laws.x.rows() ? laws.a[k] : -laws.b[k - laws.x.rows()]);
  }
  WeightedIndex of_x, of_y;
  of_x.prepare(as_span(view(laws.a)));
  of_y.prepare(as_span(view(laws.b)));
  Stream draws = stream.purpose("between");
  Critic critic(settings, stream.purpose("critic"));
  for (int t = 0; t < steps; ++t) {
    if (t == static_cast<int>((1 - kLastShare) * steps)) critic.set_rate(kLastRate * settings.rate);
    for (Index v = 0; v < kPenaltyPoints; ++v) {
      const auto i = static_cast<Index>(of_x.draw(draws)), j = laws.x.rows() + static_cast<Index>(of_y.draw(draws));
      const auto share = static_cast<float>(draws.uniform());
      between.row(v) = share * points.row(i) + (1 - share) * points.row(j);
    }
    critic.step(points, weights, between);
  }
  return critic(points);
}

}  // namespace mongecarlo::misclassified_generation
