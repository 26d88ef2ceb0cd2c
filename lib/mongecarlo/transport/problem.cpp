#include "mongecarlo/transport/problem.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

bool all_equal(const VectorView& weights) {
  return std::all_of(weights.data(), weights.data() + weights.size(), [&](double w) { return w == weights[0]; });
}

double mass(const VectorView& weights) { return weights.size() > 0 ? compensated_sum(as_span(weights)) : 1; }

std::span<const double> entries(const MatrixView& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

// NaN makes the comparison false; the slow path then says which entry it was.
void check_bounded(std::string_view function, const char* name, const MatrixView& matrix) {
  bool good = true;
  for (double value : entries(matrix)) good &= std::abs(value) <= kLargestCost;
  if (good) return;
  check_finite(function, name, entries(matrix));
  check_between(function, std::string("largest absolute ") + name, matrix.cwiseAbs().maxCoeff(), 0, kLargestCost);
}

void check_points(std::string_view function, const Problem& problem) {
  check_equal_size(function, "columns of y", problem.y.cols(), "columns of x", problem.x.cols());
  if (problem.ground_cost->is_on_line() && problem.x.cols() != 1)
    throw std::invalid_argument(fmt::format("{}: x has {} columns, but {} is a cost on the line: one", function,
                                            problem.x.cols(), problem.ground_cost->name()));
  check_equal_size(function, "x", problem.x.rows(), "a", problem.sources());
  check_equal_size(function, "y", problem.y.rows(), "b", problem.targets());
  check_bounded(function, "x", problem.x);
  check_bounded(function, "y", problem.y);
}

}  // namespace

bool Problem::is_uniform() const { return all_equal(a) && all_equal(b); }
double Problem::source_mass() const { return mass(a); }
double Problem::target_mass() const { return mass(b); }

bool Problem::is_balanced() const {
  const double source = source_mass(), target = target_mass();
  return std::abs(source - target) <= kMassTolerance * std::max(source, target);
}

void Problem::validate(std::string_view function) const {
  if (!has_cost() && !has_points())
    throw std::invalid_argument(
        fmt::format("{}: cost is empty, and there are no points with a ground cost to compute it", function));
  if (a.size() > 0) check_weights(function, "a", as_span(a));
  if (b.size() > 0) check_weights(function, "b", as_span(b));
  check_between(function, "mass of a", source_mass(), kLeastMass, kLargestMass);
  check_between(function, "mass of b", target_mass(), kLeastMass, kLargestMass);
  if (has_cost()) {
    check_equal_size(function, "rows of cost", cost.rows(), "a", sources());
    check_equal_size(function, "columns of cost", cost.cols(), "b", targets());
    check_bounded(function, "cost", cost);
  }
  if (has_points()) check_points(function, *this);
}

void Problem::validate_balance(std::string_view function) const {
  if (is_balanced()) return;
  throw std::domain_error(
      fmt::format("{}: mass of b is {}, but must equal the mass of a, {}", function, target_mass(), source_mass()));
}

Problem problem_from_points(const Points& x, const Points& y, const GroundCost& cost, const Vector& a,
                            const Vector& b) {
  return Problem{.a = view(a), .b = view(b), .x = view(x), .y = view(y), .ground_cost = cost};
}

Problem problem_from_matrix(const Matrix& cost, const Vector& a, const Vector& b) {
  return Problem{.cost = view(cost), .a = view(a), .b = view(b)};
}

}  // namespace mongecarlo
