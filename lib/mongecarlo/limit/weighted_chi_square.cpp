#include "mongecarlo/limit/weighted_chi_square.hpp"

#include <algorithm>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

using std::numbers::pi;

// int_0^inf F(r) dr for an F that is smooth near 0 and falls at infinity, by r = width exp(pi/2 sinh u).
class DoubleExponentialRule {
 public:
  explicit DoubleExponentialRule(double width) : width_(width) {}

  template <class F>
  WeightedChiSquare::Probability integrate(F&& f) const {
    double step = 0.25, sum = step * over(f, 0, step), error = std::abs(sum);
    for (int round = 0; round < kRounds && error > kAgreement * std::abs(sum); ++round) {
      const double refined = 0.5 * (sum + step * over(f, 0.5 * step, step));
      error = std::abs(refined - sum);
      sum = refined;
      step *= 0.5;
    }
    return {sum, error};
  }

 private:
  // r / width from 1e-23 to 1e41: beyond, even r^(-3/2) dr is nothing.
  static constexpr double kFirst = -4.2, kLast = 4.8;
  static constexpr double kAgreement = 1e-12;
  static constexpr int kRounds = 6;

  // Sum over u = first + k step, all whole k.
  template <class F>
  double over(F&& f, double first, double step) const {
    double sum = 0;
    for (double u = first; u <= kLast; u += step) sum += term(f, u);
    for (double u = first - step; u >= kFirst; u -= step) sum += term(f, u);
    return sum;
  }
  template <class F>
  double term(F&& f, double u) const {
    const double r = width_ * std::exp(0.5 * pi * std::sinh(u));
    return f(r) * r * 0.5 * pi * std::cosh(u);
  }

  double width_;
};

}  // namespace

WeightedChiSquare::WeightedChiSquare(std::vector<double> weights) : weights_(std::move(weights)) {
  check_finite("WeightedChiSquare", "weights", weights_);
  std::erase(weights_, 0.0);
  if (weights_.empty()) return;
  const auto [least, largest] = std::ranges::minmax(weights_);
  least_ = least;
  largest_ = largest;
  scale_ = std::max(std::abs(least), std::abs(largest));
}

double WeightedChiSquare::mean() const {
  double sum = 0;
  for (double w : weights_) sum += w;
  return sum;
}

double WeightedChiSquare::variance() const {
  double sum = 0;
  for (double w : weights_) sum += 2 * w * w;
  return sum;
}

// The arguments of the factors must be added one by one, or the branch is lost; the moduli are multiplied, which spares most
// logarithms.
WeightedChiSquare::Complex WeightedChiSquare::cumulant(Complex t) const {
  constexpr double kLeast = 1e-100, kMost = 1e100;  // the product of two numbers between them neither under- nor overflows
  double product = 1, logarithm = 0, angle = 0;
  for (double w : weights_) {
    const Complex factor = 1.0 - 2 * w * t;
    angle += std::atan2(factor.imag(), factor.real());
    const double square = std::norm(factor);
    if (square > kLeast && square < kMost)
      product *= square;
    else
      logarithm += 2 * std::log(std::abs(factor));
    if (product > kLeast && product < kMost) continue;
    logarithm += std::log(product);
    product = 1;
  }
  return -0.5 * Complex(0.5 * (logarithm + std::log(product)), angle);
}

double WeightedChiSquare::tilted_mean(double t) const {
  double sum = 0;
  for (double w : weights_) sum += w / (1 - 2 * w * t);
  return sum;
}

double WeightedChiSquare::tilted_variance(double t) const {
  double sum = 0;
  for (double w : weights_) sum += 2 * w * w / ((1 - 2 * w * t) * (1 - 2 * w * t));
  return sum;
}

// The real t of the sign of the side where exp(K(t) - t x) / |t| is least: K'(t) - 1/t = x, whose left side grows.
double WeightedChiSquare::saddle_point(double x, bool upper) const {
  const double sign = upper ? 1 : -1;
  const double edge_weight = upper ? largest_ : -least_;
  double near = 0, far = edge_weight > 0 ? 0.5 / edge_weight : 1 / scale_;
  const auto is_past = [&](double size) {
    const double t = sign * size;
    return upper ? tilted_mean(t) - 1 / t >= x : tilted_mean(t) - 1 / t <= x;
  };
  if (!(edge_weight > 0))
    while (!is_past(far) && far < 1e290) far *= 2;
  for (int i = 0; i < 48; ++i) {
    const double middle = 0.5 * (near + far);
    (is_past(middle) ? far : near) = middle;
  }
  return sign * 0.5 * (near + far);
}

WeightedChiSquare::Probability WeightedChiSquare::tail(double x, bool upper) const {
  const double c = saddle_point(x, upper);
  // 70 degrees from the axis, towards where exp(-t x) falls: still nearly the steepest way down from the saddle.
  const Complex direction = std::polar(1.0, (x >= 0 ? 70 : 110) * pi / 180);
  const double width = 1 / std::sqrt(tilted_variance(c) + 1 / (c * c));
  const auto integrand = [&](double r) {
    const Complex t = c + r * direction;
    return std::imag(std::exp(cumulant(t) - t * x) * direction / t);
  };
  Probability result = DoubleExponentialRule(width).integrate(integrand);
  result.value = std::clamp((upper ? 1 : -1) * result.value / pi, 0.0, 1.0);
  result.error /= pi;
  return result;
}

WeightedChiSquare::Probability WeightedChiSquare::lower_tail(double x) const {
  if (std::isnan(x)) check_finite("WeightedChiSquare", "x", x);
  if (weights_.empty() || std::isinf(x)) return {x >= 0 ? 1.0 : 0.0, 0};
  if (least_ > 0 && x <= 0) return {0, 0};
  if (largest_ < 0 && x >= 0) return {1, 0};
  if (x <= mean()) return tail(x, false);
  const Probability upper = tail(x, true);
  return {1 - upper.value, upper.error};
}

WeightedChiSquare::Probability WeightedChiSquare::upper_tail(double x) const {
  if (!weights_.empty() && std::isfinite(x) && x > mean() && !(largest_ < 0 && x >= 0)) return tail(x, true);
  const Probability lower = lower_tail(x);
  return {1 - lower.value, lower.error};
}

double WeightedChiSquare::quantile(double p) const {
  check_inside("WeightedChiSquare", "p", p, 0, 1);
  if (weights_.empty()) return 0;
  const double spread = std::sqrt(variance());
  // In the upper half the smaller tail is solved for.
  const bool upper = p > 0.5;
  const auto excess = [&](double x) { return upper ? (1 - p) - survival(x) : cdf(x) - p; };
  double low = mean(), high = mean();
  for (double reach = spread; excess(low) > 0; reach *= 2) low = least_ > 0 ? std::max(0.0, low - reach) : low - reach;
  for (double reach = spread; excess(high) < 0; reach *= 2)
    high = largest_ < 0 ? std::min(0.0, high + reach) : high + reach;
  if (low == high) return low;
  std::uintmax_t rounds = 100;
  const auto close = [&](double a, double b) { return b - a <= 1e-13 * spread; };
  const auto [a, b] = boost::math::tools::toms748_solve(excess, low, high, close, rounds);
  return 0.5 * (a + b);
}

}  // namespace mongecarlo
