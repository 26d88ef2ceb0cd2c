#include "mongecarlo/limit/wasserstein_alternative_law.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/limit/wasserstein_null_law.hpp"

namespace mongecarlo {
namespace {

constexpr double kLargestShare = 1e9;  // of K: beyond it the digits of the difference are lost

std::vector<Index> support_of(const Vector& weights) {
  std::vector<Index> support;
  for (Index i = 0; i < weights.size(); ++i)
    if (weights[i] > 0) support.push_back(i);
  return support;
}

}  // namespace

WassersteinAlternativeLaw::WassersteinAlternativeLaw(const Matrix& cost, const Vector& r, const Vector& s, double p)
    : p_(p) {
  check_probability("WassersteinAlternativeLaw", "r", as_span(view(r)));
  check_probability("WassersteinAlternativeLaw", "s", as_span(view(s)));
  check_between("WassersteinAlternativeLaw", "p", p, 1, std::numeric_limits<double>::max());
  check_equal_size("WassersteinAlternativeLaw", "rows of cost", cost.rows(), "r", r.size());
  check_equal_size("WassersteinAlternativeLaw", "columns of cost", cost.cols(), "s", s.size());
  const std::vector<Index> rows = support_of(r), columns = support_of(s);
  cost_ = cost(rows, columns);
  r_ = r(rows);
  s_ = s(columns);
  check_between("WassersteinAlternativeLaw", "least cost", cost_.minCoeff(), 0, std::numeric_limits<double>::max());
  solver_.solve(problem_from_matrix(cost_, r_, s_), result_);
  value_ = result_.objective;
  check_positive("WassersteinAlternativeLaw", "W_p^p (r = s has another law)", value_);
  distance_ = std::pow(value_, 1 / p);
}

Certified WassersteinAlternativeLaw::support_function(const Vector& g, const Vector& h) {
  check_equal_size("WassersteinAlternativeLaw::support_function", "g", g.size(), "r", r_.size());
  check_equal_size("WassersteinAlternativeLaw::support_function", "h", h.size(), "s", s_.size());
  // K large enough for K r + g and K s + h to be weights, and then larger until the potentials are optimal for (r, s).
  double k = 2 * std::max((-g).cwiseQuotient(r_).maxCoeff(), (-h).cwiseQuotient(s_).maxCoeff());
  const double size = cost_.maxCoeff() * (g.lpNorm<1>() + h.lpNorm<1>());
  if (!(k > 0)) return 0;
  Certified best{-size, size};
  for (const double first = k; k <= kLargestShare * first; k *= 8) {
    a_ = k * r_ + g;
    b_ = k * s_ + h;
    solver_.solve(problem_from_matrix(cost_, a_, b_), result_);
    // Lowered onto the face of the optimal potentials: <r, u> + <s, v> may fall short of W_p^p by `short_of`.
    const double short_of = value_ - r_.dot(result_.f) - s_.dot(result_.g);
    const double below = g.dot(result_.f) + h.dot(result_.g);
    const double noise = 1e-15 * static_cast<double>(r_.size() + s_.size()) * (k * value_ + size);
    const double above = result_.objective - k * value_ + noise;
    best.upper = std::min(best.upper, above);
    best.termination = result_.termination;
    if (std::abs(short_of) <= 1e-13 * static_cast<double>(r_.size() + s_.size()) * (value_ + cost_.maxCoeff())) {
      best.lower = std::min(below - noise, best.upper);
      return best;
    }
  }
  best.termination = Termination::numerical_failure;
  return best;
}

Certified WassersteinAlternativeLaw::draw(Stream& stream, const SampleSizes& sizes) {
  draw_multinomial_limit(r_, stream, g_);
  draw_multinomial_limit(s_, stream, h_);
  g_ *= std::sqrt(sizes.source_share());
  h_ *= std::sqrt(sizes.target_share());
  return std::pow(distance_, 1 - p_) / p_ * support_function(g_, h_);
}

}  // namespace mongecarlo
