#include "mongecarlo/transport/planar_slices.hpp"

#include <cmath>
#include <limits>
#include <numbers>

#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

constexpr double kPi = std::numbers::pi;

double angles_of(const Problem& problem) {
  const auto n = static_cast<double>(problem.sources()), m = static_cast<double>(problem.targets());
  const double own = 0.5 * (n * (n - 1) + m * (m - 1));
  return problem.ground_cost->power() == 1 ? own + n * m : own;
}

/// The angle in [0, pi) of the direction across x - y: there both project to one point.
double angle_across(double x, double y) {
  const double angle = std::atan2(x, -y);
  return angle < 0 ? angle + kPi : angle >= kPi ? angle - kPi : angle;
}

void project(const MatrixView& points, double angle, Vector& line) {
  line = std::cos(angle) * points.col(0) + std::sin(angle) * points.col(1);
}

}  // namespace

double PlanarSlices::work(const Problem& problem) {
  return angles_of(problem) * static_cast<double>(problem.sources() + problem.targets());
}

bool PlanarSlices::can_integrate(const Problem& problem) {
  const GroundCost& cost = *problem.ground_cost;
  return problem.x.cols() == 2 && cost.is_power() && (cost.power() == 1 || cost.power() == 2);
}

Certified PlanarSlices::integral(const Problem& problem) {
  collect_angles(problem);
  CompensatedSum sum;
  for (std::size_t k = 0; k + 1 < angles_.size(); ++k)
    if (angles_[k] < angles_[k + 1]) sum.add(sector(problem, angles_[k], angles_[k + 1]));
  const double value = sum.value() / kPi;
  double largest = 0;
  for (Index i = 0; i < problem.x.rows(); ++i)
    largest = std::max(largest, (problem.y.rowwise() - problem.x.row(i)).rowwise().squaredNorm().maxCoeff());
  // Coordinates far from the origin lose digits in their projections.
  const double size = std::max(problem.x.cwiseAbs().maxCoeff(), problem.y.cwiseAbs().maxCoeff());
  const double distance = std::sqrt(largest) + size * std::numeric_limits<double>::epsilon();
  const double allowance = 64 * std::numeric_limits<double>::epsilon() * problem.source_mass() *
                           problem.ground_cost->bound(distance) * (1 + size / distance);
  return {std::max(0.0, value - allowance), value + allowance};
}

void PlanarSlices::collect_angles(const Problem& problem) {
  angles_.clear();
  angles_.push_back(0);
  angles_.push_back(kPi);
  const auto add = [&](const MatrixView& p, Index i, const MatrixView& q, Index j) {
    angles_.push_back(angle_across(p(i, 0) - q(j, 0), p(i, 1) - q(j, 1)));
  };
  for (const MatrixView& side : {problem.x, problem.y})
    for (Index i = 0; i < side.rows(); ++i)
      for (Index j = 0; j < i; ++j) add(side, i, side, j);
  if (problem.ground_cost->power() == 1)
    for (Index i = 0; i < problem.x.rows(); ++i)
      for (Index j = 0; j < problem.y.rows(); ++j) add(problem.x, i, problem.y, j);
  sorter_.sort(angles_);
}

// The plan that is optimal in the middle is so from end to end. With w = to - from and middle h:
//   int cos^2 = (w + cos 2h sin w) / 2,  int cos sin = sin 2h sin w / 2,  int sin^2 = (w - cos 2h sin w) / 2,
//   int cos = 2 cos h sin(w/2),  int sin = 2 sin h sin(w/2).
double PlanarSlices::sector(const Problem& problem, double from, double to) {
  const double width = to - from, middle = from + 0.5 * width;
  project(problem.x, middle, x_line_);
  project(problem.y, middle, y_line_);
  line_.solve_unchecked({.a = problem.a,
                         .b = problem.b,
                         .x = {x_line_.data(), x_line_.size(), 1},
                         .y = {y_line_.data(), y_line_.size(), 1},
                         .ground_cost = problem.ground_cost},
                        line_result_);
  CompensatedSum xx, xy, yy, x, y;
  for (const PlanEntry& entry : line_result_.plan) {
    const double dx = problem.x(entry.source, 0) - problem.y(entry.target, 0);
    const double dy = problem.x(entry.source, 1) - problem.y(entry.target, 1);
    const double sign = x_line_[entry.source] < y_line_[entry.target] ? -entry.mass : entry.mass;
    xx.add(entry.mass * dx * dx);
    xy.add(entry.mass * dx * dy);
    yy.add(entry.mass * dy * dy);
    x.add(sign * dx);
    y.add(sign * dy);
  }
  if (problem.ground_cost->power() == 1)
    return 2 * std::sin(0.5 * width) * (x.value() * std::cos(middle) + y.value() * std::sin(middle));
  const double swing = 0.5 * std::cos(2 * middle) * std::sin(width);
  return xx.value() * (0.5 * width + swing) + yy.value() * (0.5 * width - swing) +
         xy.value() * std::sin(2 * middle) * std::sin(width);
}

}  // namespace mongecarlo
