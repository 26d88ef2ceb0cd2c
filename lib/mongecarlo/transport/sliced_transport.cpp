#include "mongecarlo/transport/sliced_transport.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {
namespace {

constexpr double kUnit = std::numeric_limits<double>::epsilon();

double largest_norm(const Matrix& coordinates) { return std::sqrt(coordinates.colwise().squaredNorm().maxCoeff()); }

void project_cloud(const Matrix& coordinates, const double* direction, Vector& line) {
  line.setZero(coordinates.cols());
  for (Index k = 0; k < coordinates.rows(); ++k)
    vector_loops().add_scaled(line.data(), &coordinates(k, 0), direction[k], coordinates.cols());
}

std::span<const double> points_of(const Vector& line) { return as_span(view(line)); }

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
    project(l);
    const Certified cost = value(problem);
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

void SlicedTransport::project(Index direction) {
  project_cloud(x_coordinates_, &directions_(direction, 0), x_line_);
  project_cloud(y_coordinates_, &directions_(direction, 0), y_line_);
}

Certified SlicedTransport::value(const Problem& problem) {
  if (problem.a.size() == 0 && problem.b.size() == 0)
    return line_.uniform_value(points_of(x_line_), points_of(y_line_), *problem.ground_cost);
  const Problem projected{.a = problem.a,
                          .b = problem.b,
                          .x = {x_line_.data(), x_line_.size(), 1},
                          .y = {y_line_.data(), y_line_.size(), 1},
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
  return std::exp(std::lgamma(half) + std::lgamma(0.5 * (power + 1)) - std::lgamma(half + 0.5 * power)) /
         std::sqrt(std::numbers::pi);
}

}  // namespace mongecarlo
