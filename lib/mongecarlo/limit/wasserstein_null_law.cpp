#include "mongecarlo/limit/wasserstein_null_law.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/base/sums.hpp"

namespace mongecarlo {
namespace {

void check_metric(const Matrix& distance, Index size) {
  check_equal_size("WassersteinNullLaw", "rows of distance", distance.rows(), "r", size);
  check_equal_size("WassersteinNullLaw", "columns of distance", distance.cols(), "r", size);
  for (Index i = 0; i < size; ++i)
    for (Index j = 0; j < size; ++j) {
      check_nonnegative("WassersteinNullLaw", fmt::format("distance({}, {})", i, j), distance(i, j));
      if (i == j) check_between("WassersteinNullLaw", fmt::format("distance({0}, {0})", i), distance(i, i), 0, 0);
      if (distance(i, j) != distance(j, i))
        throw std::domain_error(
            fmt::format("WassersteinNullLaw: distance({0}, {1}) is {2}, but must equal distance({1}, "
                        "{0}), {3}",
                        i, j, distance(i, j), distance(j, i)));
    }
}

void close_paths(Matrix& cost) {  // Floyd and Warshall
  for (Index k = 0; k < cost.rows(); ++k)
    for (Index i = 0; i < cost.rows(); ++i)
      cost.row(i) = cost.row(i).cwiseMin((cost.row(k).array() + cost(i, k)).matrix());
}

void check_sums_to_zero(const char* function, std::span<const double> g) {
  check_finite(function, "g", g);
  double size = 0;
  for (double value : g) size += std::abs(value);
  check_between(function, "sum of g", compensated_sum(g), -kMassTolerance * size, kMassTolerance * size);
}

}  // namespace

void draw_multinomial_limit(const Vector& r, Stream& stream, Vector& g) {
  g.resize(r.size());
  CompensatedSum total;
  for (Index i = 0; i < r.size(); ++i) {
    g[i] = std::sqrt(r[i]) * stream.normal();
    total.add(g[i]);
  }
  g -= total.value() * r;
}

WassersteinNullLaw::WassersteinNullLaw(const Matrix& distance, const Vector& r, double p) : p_(p) {
  check_probability("WassersteinNullLaw", "r", as_span(view(r)));
  check_between("WassersteinNullLaw", "p", p, 1, std::numeric_limits<double>::max());
  check_metric(distance, r.size());
  std::vector<Index> support;
  for (Index i = 0; i < r.size(); ++i)
    if (r[i] > 0) support.push_back(i);
  const auto size = static_cast<Index>(support.size());
  r_.resize(size);
  closure_.resize(size, size);
  for (Index i = 0; i < size; ++i) {
    r_[i] = r[support[i]];
    for (Index j = 0; j < size; ++j) closure_(i, j) = std::pow(distance(support[i], support[j]), p);
  }
  close_paths(closure_);
}

Certified WassersteinNullLaw::support_function(const Vector& g) {
  check_equal_size("WassersteinNullLaw::support_function", "g", g.size(), "points with mass", r_.size());
  check_sums_to_zero("WassersteinNullLaw::support_function", as_span(view(g)));
  excess_ = g.cwiseMax(0);
  lack_ = (-g).cwiseMax(0);
  const double given = excess_.sum(), taken = lack_.sum();
  if (!(given > 0 && taken > 0)) return 0;
  lack_ *= given / taken;
  solver_.solve(problem_from_matrix(closure_, excess_, lack_), result_);
  return result_.certified_objective;
}

Certified WassersteinNullLaw::distance(const Vector& g) {
  const Certified value = support_function(g);
  return {std::pow(std::max(0.0, value.lower), 1 / p_), std::pow(std::max(0.0, value.upper), 1 / p_),
          value.termination};
}

Certified WassersteinNullLaw::draw(Stream& stream) {
  draw_multinomial_limit(r_, stream, g_);
  return distance(g_);
}

double line_support_function(std::span<const double> points, std::span<const double> g, double p) {
  check_equal_size("line_support_function", "g", static_cast<long long>(g.size()), "points",
                   static_cast<long long>(points.size()));
  check_between("line_support_function", "p", p, 1, std::numeric_limits<double>::max());
  check_finite("line_support_function", "points", points);
  check_sums_to_zero("line_support_function", g);
  CompensatedSum value, below;
  for (std::size_t j = 0; j + 1 < points.size(); ++j) {
    check_positive("line_support_function", fmt::format("points[{}] - points[{}]", j + 1, j),
                   points[j + 1] - points[j]);
    below.add(g[j]);
    value.add(std::abs(below.value()) * std::pow(points[j + 1] - points[j], p));
  }
  return value.value();
}

}  // namespace mongecarlo
