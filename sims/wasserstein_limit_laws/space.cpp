#include "wasserstein_limit_laws/space.hpp"

#include <cmath>

namespace mongecarlo::wasserstein_limit_laws {
namespace {

constexpr Index kGridSide = 3;

/// Distances along the edges of a star: the first point is its centre.
Matrix star_metric(const Vector& lengths) {
  Matrix distance = Matrix::Zero(lengths.size() + 1, lengths.size() + 1);
  Vector from_centre(lengths.size() + 1);
  from_centre << 0, lengths;
  for (Index i = 0; i < distance.rows(); ++i)
    for (Index j = 0; j < distance.cols(); ++j)
      if (i != j) distance(i, j) = from_centre[i] + from_centre[j];
  return distance;
}

Matrix line_metric(const Vector& points) {
  Matrix distance(points.size(), points.size());
  for (Index i = 0; i < points.size(); ++i)
    for (Index j = 0; j < points.size(); ++j) distance(i, j) = std::abs(points[i] - points[j]);
  return distance;
}

Vector product(const Vector& first, const Vector& second) {
  Vector law(first.size() * second.size());
  for (Index k = 0; k < law.size(); ++k) law[k] = first[k / second.size()] * second[k % second.size()];
  return law;
}

}  // namespace

Space::Space(Shape shape) {
  switch (shape) {
    case Shape::two_points:
      distance = Matrix{{0, 2}, {2, 0}};
      r = Vector{{0.1, 0.9}};
      s = Vector{{0.5, 0.5}};
      sides = Matrix{{1, 0}};
      gaps_ = Vector{{2}};
      break;
    case Shape::line:
      distance = line_metric(line_points());
      r = Vector{{0.5, 0.3, 0.2}};
      s = Vector{{0.02, 0.03, 0.95}};
      sides = Matrix{{1, 0, 0}, {1, 1, 0}};
      gaps_ = Vector{{1, 1.5}};
      break;
    case Shape::tree:
      gaps_ = Vector{{1, 0.5, 1.5}};
      distance = star_metric(gaps_);
      r = Vector{{0.4, 0.3, 0.2, 0.1}};
      s = Vector{{0.05, 0.05, 0.05, 0.85}};
      sides = Matrix{{0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}};
      break;
    case Shape::ultrametric:
      distance = Matrix{{0, 1, 2, 2}, {1, 0, 2, 2}, {2, 2, 0, 0.5}, {2, 2, 0.5, 0}};
      r = Vector{{0.4, 0.3, 0.2, 0.1}};
      s = Vector{{0.05, 0.05, 0.05, 0.85}};
      sides = Matrix{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}, {0, 0, 0, 1}, {1, 1, 0, 0}, {0, 0, 1, 1}};
      gaps_ = Vector{{1, 1, 0.5, 0.5, 2, 2}};
      below_ = Vector{{0, 0, 0, 0, 1, 0.5}};
      is_ultrametric_ = true;
      break;
    case Shape::grid: {
      const Matrix line = line_metric(Vector{{0, 1, 2}});
      distance.resize(kGridSide * kGridSide, kGridSide * kGridSide);
      coordinate_sum.resize(distance.rows());
      for (Index i = 0; i < distance.rows(); ++i) {
        coordinate_sum[i] = static_cast<double>(i / kGridSide + i % kGridSide);
        for (Index j = 0; j < distance.cols(); ++j)
          distance(i, j) = line(i / kGridSide, j / kGridSide) + line(i % kGridSide, j % kGridSide);
      }
      r = product(Vector{{0.4, 0.3, 0.3}}, Vector{{0.4, 0.3, 0.3}});
      s = product(Vector{{0.05, 0.1, 0.85}}, Vector{{0.2, 0.2, 0.6}});
      break;
    }
  }
}

Vector Space::lengths(double p) const {
  const Vector powers = gaps_.array().pow(p);
  return is_ultrametric_ ? Vector(0.5 * (powers.array() - below_.array().pow(p))) : powers;
}

double Space::edge_cost(const Vector& g, double p) const { return lengths(p).dot((sides * g).cwiseAbs()); }

AbsoluteSum Space::null_limit(double p) const {
  return {lengths(p), Vector::Zero(sides.rows()), sides * multinomial_covariance(r) * sides.transpose()};
}

Matrix multinomial_covariance(const Vector& r) { return Matrix(r.asDiagonal()) - r * r.transpose(); }

double variance_under(const Vector& r, const Vector& u) {
  const double mean = r.dot(u);
  return r.dot((u.array() - mean).square().matrix());
}

double ordered_cost(const Vector& points, const Vector& a, const Vector& b, double p) {
  double cost = 0, left_of_a = a[0], left_of_b = b[0];
  for (Index i = 0, j = 0;;) {
    const double moved = std::min(left_of_a, left_of_b);
    cost += moved * std::pow(std::abs(points[i] - points[j]), p);
    left_of_a -= moved;
    left_of_b -= moved;
    // The one that is used up goes on; at the end both are but for rounding.
    if (left_of_a <= left_of_b) {
      if (++i == a.size()) return cost;
      left_of_a = a[i];
    } else {
      if (++j == b.size()) return cost;
      left_of_b = b[j];
    }
  }
}

double Samples::rate() const { return std::sqrt(m > 0 ? n * m / (n + m) : n); }
double Samples::share() const { return m > 0 ? m / (n + m) : 1; }

CellParameters Samples::with(CellParameters others) const {
  others.emplace_back("n", n);
  if (m > 0) others.emplace_back("m", m);
  return others;
}

}  // namespace mongecarlo::wasserstein_limit_laws
