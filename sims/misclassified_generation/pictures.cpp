#include "misclassified_generation/pictures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "misclassified_generation/generation.hpp"

namespace mongecarlo::misclassified_generation {
namespace {

constexpr Index kShown = 300, kCounted = 20000;

Stream fixed_stream() { return {stream_key(0, "misclassified_generation", "pictures"), 0}; }

Curve scatter(std::string name, const Points& points) {
  Curve curve{std::move(name), "first coordinate", "second coordinate"};
  for (Index i = 0; i < points.rows(); ++i) {
    curve.x.push_back(points(i, 0));
    curve.y.push_back(points(i, 1));
  }
  return curve;
}

/// Points per unit of area and per point, cell by cell.
Curve density(std::string name, const Points& points) {
  Curve curve{std::move(name), "cell", "density"};
  curve.y.assign(static_cast<std::size_t>(kGridCells * kGridCells), 0);
  const double side = 2 * kGridReach / kGridCells;
  for (Index i = 0; i < points.rows(); ++i) {
    const double column = std::floor((points(i, 0) + kGridReach) / side);
    const double line = std::floor((kGridReach - points(i, 1)) / side);
    if (column < 0 || line < 0 || column >= kGridCells || line >= kGridCells) continue;
    curve.y[static_cast<std::size_t>(line * kGridCells + column)] +=
        1 / (side * side * static_cast<double>(points.rows()));
  }
  for (std::size_t k = 0; k < curve.y.size(); ++k) curve.x.push_back(static_cast<double>(k));
  return curve;
}

/// Where P(class 1) is 1/2, from the left end of the grid to its right end.
Curve boundary(const LinearClassifier& classifier) {
  Curve curve{"boundary", "first coordinate", "second coordinate"};
  for (const double x : {-kGridReach, kGridReach}) {
    curve.x.push_back(x);
    curve.y.push_back(-(classifier.slope[0] * x + classifier.intercept) / classifier.slope[1]);
  }
  return curve;
}

/// The misclassified share of samples over w, and the weight of the misclassified points that it follows.
std::vector<Curve> dose_response(int steps) {
  Curve shares{"misclassified share", "w", "share"}, weights{"misclassified weight", "w", "share"};
  for (const double w : {0.0, 2.0, 5.0, 10.0, kStrength}) {
    TrainedGenerator generator({.weighting = Weighting::soft, .w = w, .steps = steps}, fixed_stream());
    shares.x.push_back(w);
    shares.y.push_back(generator.judge().wrong_share);
    if (w < kStrength) continue;
    for (double v = 0; v <= kStrength; v += 0.5) {
      weights.x.push_back(v);
      weights.y.push_back(generator.moon().wrong_share(weights_of(generator.moon(), Weighting::soft, v)));
    }
  }
  return {shares, weights};
}

}  // namespace

std::vector<Curve> pictures_of_generators(int steps) {
  std::vector<Curve> curves = dose_response(steps);
  for (const Weighting weighting : {Weighting::uniform, Weighting::soft, Weighting::hard}) {
    TrainedGenerator generator({.weighting = weighting, .steps = steps}, fixed_stream());
    const ClassifiedMoon& moon = generator.moon();
    if (weighting == Weighting::uniform) {
      curves.insert(curves.end(), {scatter("class 0", moon.points), scatter("class 1", moon.others),
                                   boundary(moon.classifier), Curve{"weights, soft", "point", "n times its weight"}});
      const Vector weights = weights_of(moon, Weighting::soft);
      for (Index i = 0; i < moon.size(); ++i) {
        curves.back().x.push_back(static_cast<double>(i));
        curves.back().y.push_back(static_cast<double>(moon.size()) * weights[i]);
      }
    }
    const std::string name = to_string(weighting);
    const Stream noise = fixed_stream().purpose("shown");
    curves.push_back(scatter("samples, " + name, generator.sample(kShown, noise)));
    curves.push_back(density("density, " + name, generator.sample(kCounted, noise.purpose("counted"))));
  }
  return curves;
}

}  // namespace mongecarlo::misclassified_generation
