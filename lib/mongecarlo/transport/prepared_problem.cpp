#include "mongecarlo/transport/prepared_problem.hpp"

#include <algorithm>
#include <cmath>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

constexpr Index kTile = 4096;  // coordinates of targets that stay in the first cache
constexpr Index kNarrowestTile = 64;

void copy_weights(const VectorView& weights, Index size, Vector& out) {
  out.resize(size);
  if (weights.size() > 0)
    out = weights;
  else
    out.setConstant(1.0 / static_cast<double>(size));
}

// |x - y|^2 <= 2 |x|^2 + 2 |y|^2, and a cost of the distance grows with it: one pass over the points instead of one
// over the matrix. False for points that are not finite.
bool is_surely_bounded(const Problem& problem) {
  if (problem.ground_cost->is_on_line()) return false;
  const double squares = 2 * (problem.x.squaredNorm() + problem.y.squaredNorm());
  return std::isfinite(squares) && problem.ground_cost->bound(std::sqrt(squares)) <= kLargestCost;
}

double total(const Vector& weights) { return compensated_sum(as_span(view(weights))); }

}  // namespace

void PreparedProblem::prepare(const Problem& problem, const char* function) {
  prepare_weights(problem);
  prepare_cost(problem, function);
}

void PreparedProblem::prepare_weights(const Problem& problem) {
  n = problem.sources();
  m = problem.targets();
  copy_weights(problem.a, n, a);
  copy_weights(problem.b, m, b);
  mass = total(a);
}

void PreparedProblem::prepare_points(const Problem& problem, const char* function) {
  cost = nullptr;
  x = problem.x.data();
  y_coordinates = problem.y.transpose();
  ground_cost = problem.ground_cost;
  double largest = 0;
  for (Index k = 0; k < y_coordinates.rows(); ++k) {
    const auto xs = problem.x.col(k);
    const auto ys = y_coordinates.row(k);
    const double apart = std::max(xs.maxCoeff() - ys.minCoeff(), ys.maxCoeff() - xs.minCoeff());
    largest += apart * apart;
  }
  check_between(function, "largest cost", std::abs(ground_cost->bound(std::sqrt(largest))), 0, kLargestCost);
}

const double* PreparedProblem::segment(Index i, Index first, Index width, double* line) const {
  if (cost) return row(i) + first;
  const Index d = y_coordinates.rows();
  if (ground_cost->is_on_line()) {
    for (Index j = 0; j < width; ++j) line[j] = x[i] - y_coordinates(0, first + j);
    ground_cost->of_differences({line, static_cast<std::size_t>(width)});
    return line;
  }
  vector_loops().squared_distances(x + i * d, y_coordinates.data() + first, d, m, line, width);
  ground_cost->raise_squares(line, width);
  return line;
}

void PreparedProblem::prepare_cost(const Problem& problem, const char* function) {
  if (problem.has_cost()) {
    cost = problem.cost.data();
    return;
  }
  const GroundCost& ground = *problem.ground_cost;
  if (ground.is_on_line())
    ground.fill(problem.x, problem.y, own_cost);
  else
    fill_by_distances(problem.x, problem.y, ground);
  cost = own_cost.data();
  if (is_surely_bounded(problem)) return;
  problem.validate(function);  // names what is not finite
  check_between(function, "largest cost (absolute)", own_cost.cwiseAbs().maxCoeff(), 0, kLargestCost);
}

// The same bits as GroundCost::fill.
void PreparedProblem::fill_by_distances(const MatrixView& points, const MatrixView& others, const GroundCost& ground) {
  const Index d = points.cols(), columns = others.rows();
  own_cost.resize(points.rows(), columns);
  y_coordinates = others.transpose();
  const Index step = std::max(kNarrowestTile, kTile / std::max<Index>(d, 1));
  for (Index first = 0; first < columns; first += step)
    for (Index i = 0; i < points.rows(); ++i)
      vector_loops().squared_distances(points.data() + i * d, y_coordinates.data() + first, d, columns,
                                       &own_cost(i, first), std::min(step, columns - first));
  ground.raise_squares(own_cost.data(), own_cost.size());
}

void PreparedProblem::balance() {
  const double target = total(b);
  if (target != mass) b *= mass / target;
}

}  // namespace mongecarlo
