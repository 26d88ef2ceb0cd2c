#include "mongecarlo/transport/sliced_transport.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/log_gamma.hpp"
#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();
constexpr Index kGroup = 8;    // directions projected on at a time
constexpr Index kTile = 2048;  // coordinates that stay in the first cache

double largest_norm(const Matrix& coordinates) { return std::sqrt(coordinates.colwise().squaredNorm().maxCoeff()); }

// One direction a row of `directions` and of `lines`; a tile of points at a time, so that all directions but the first
// find it in the first cache.
void project_cloud(const Matrix& coordinates, const MatrixView& directions, Matrix& lines) {
  const Index d = coordinates.rows(), n = coordinates.cols(), step = std::max<Index>(64, kTile / d);
  lines.resize(kGroup, n);
  for (Index first = 0; first < n; first += step)
    for (Index l = 0; l < directions.rows(); ++l)
      vector_loops().products(directions.data() + l * d, coordinates.data() + first, d, n, &lines(l, first),
                              std::min(step, n - first));
}

std::span<const double> line_of(const Matrix& lines, Index l) { return row(view(lines), l); }

}  // namespace

void SlicedTransport::draw_directions(Index dimension, Index count, Stream stream) {
  check_at_least("SlicedTransport", "dimension", dimension, 1);
  check_at_least("SlicedTransport", "directions", count, 1);
  directions_.resize(count, dimension);
  for (Index l = 0; l < count; ++l)
    for (double norm = 0; norm == 0;) {
      for (Index k = 0; k < dimension; ++k) directions_(l, k) = stream.normal();
      norm = directions_.row(l).norm();
      if (norm > 0) directions_.row(l) /= norm;
    }
}

Certified SlicedTransport::mean(const Problem& problem) {
  centre(problem);
  const Index count = directions_.rows();
  values_.resize(static_cast<std::size_t>(count));
  CompensatedSum lower, upper;
  for (Index l = 0; l < count; ++l) {
    if (l % kGroup == 0) project(l, std::min(kGroup, count - l));
    const Certified cost = value(problem, l % kGroup);
    values_[static_cast<std::size_t>(l)] = cost.midpoint();
    lower.add(cost.lower);
    upper.add(cost.upper);
  }
  fill_standard_error();
  // A projection of d terms is off by some d + 3 ulps of the radius; the slope of a convex cost of the distance is at
  // most elasticity * c(D) / D up to the largest distance D.
  const GroundCost& ground = *problem.ground_cost;
  const auto d = static_cast<double>(directions_.cols()), number = static_cast<double>(count);
  const double noise = kUnit * (2 * (d + 3) * ground.elasticity() + 4) * largest_value_;
  return {std::max(0.0, lower.value() / number - noise), upper.value() / number + noise};
}

void SlicedTransport::centre(const Problem& problem) {
  x_coordinates_ = problem.x.transpose();
  y_coordinates_ = problem.y.transpose();
  for (Index k = 0; k < x_coordinates_.rows(); ++k) {
    const double middle = x_coordinates_.row(k).mean();
    x_coordinates_.row(k).array() -= middle;
    y_coordinates_.row(k).array() -= middle;
  }
  radius_ = largest_norm(x_coordinates_) + largest_norm(y_coordinates_);
  largest_value_ = problem.ground_cost->bound(radius_) * problem.source_mass();
}

void SlicedTransport::project(Index first, Index count) {
  const MatrixView directions{directions_.data() + first * directions_.cols(), count, directions_.cols()};
  project_cloud(x_coordinates_, directions, x_lines_);
  project_cloud(y_coordinates_, directions, y_lines_);
}

Certified SlicedTransport::value(const Problem& problem, Index line) {
  if (problem.a.size() == 0 && problem.b.size() == 0)
    return line_.uniform_value(line_of(x_lines_, line), line_of(y_lines_, line), *problem.ground_cost);
  const Problem projected{.a = problem.a,
                          .b = problem.b,
                          .x = {&x_lines_(line, 0), x_lines_.cols(), 1},
                          .y = {&y_lines_(line, 0), y_lines_.cols(), 1},
                          .ground_cost = problem.ground_cost};
  line_.solve_unchecked(projected, line_result_);
  return line_result_.certified_objective;
}

void SlicedTransport::fill_standard_error() {
  const auto number = static_cast<double>(values_.size());
  const double mean = compensated_sum(values_) / number;
  CompensatedSum squares;
  for (double value : values_) squares.add((value - mean) * (value - mean));
  standard_error_ = values_.size() > 1 ? std::sqrt(squares.value() / ((number - 1) * number)) : 0;
}

double sphere_moment(int dimension, double power) {
  check_at_least("sphere_moment", "dimension", dimension, 1);
  check_positive("sphere_moment", "power", power);
  const double half = 0.5 * dimension;
  return std::exp(log_gamma(half) + log_gamma(0.5 * (power + 1)) - log_gamma(half + 0.5 * power)) /
         std::sqrt(std::numbers::pi);
}

}  // namespace mongecarlo
