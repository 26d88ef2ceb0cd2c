#include "entropic_sample_complexity/torus.hpp"

#include <algorithm>
#include <boost/math/special_functions/bessel.hpp>
#include <cmath>
#include <numbers>

namespace mongecarlo::entropic_sample_complexity {
namespace {

constexpr double kLeastMode = 1e-4;  // of the quadratic part

/// sum over j in Z of sigma_j^power.
double power_sum(const std::vector<double>& spectrum, double power) {
  double sum = 1;
  for (std::size_t j = 1; j < spectrum.size(); ++j) sum += 2 * std::pow(spectrum[j], power);
  return sum;
}

/// sum over modes of sum_p weight(p) sigma^(2p): sigma is a product over circles, and so is each power's sum.
template <class Weight>
double sum_over_modes(const Torus& torus, Weight weight) {
  const std::vector<double> spectrum = circle_spectrum(torus.epsilon);
  double sum = 0;
  for (int p = 1;; ++p) {
    const double term = weight(p) * (std::pow(power_sum(spectrum, 2 * p), torus.d) - 1);
    sum += term;
    if (term <= 1e-17 * sum) return sum;
  }
}

}  // namespace

std::vector<double> circle_spectrum(double epsilon) {
  std::vector<double> spectrum{1};
  const double whole = boost::math::cyl_bessel_i(0, 1 / epsilon);
  while (spectrum.back() > 1e-18)
    spectrum.push_back(boost::math::cyl_bessel_i(static_cast<int>(spectrum.size()), 1 / epsilon) / whole);
  return spectrum;
}

double Torus::objective() const { return d * (1 - epsilon * std::log(boost::math::cyl_bessel_i(0, 1 / epsilon))); }

// x / (1 - x) = sum of x^p.
double Torus::bias_constant() const {
  return epsilon * sum_over_modes(*this, [](int) { return 1.0; });
}

// x (1 + x) / (1 - x)^2 = sum of (2 p - 1) x^p.
double Torus::variance_constant() const {
  return epsilon * epsilon * sum_over_modes(*this, [](int p) { return 2.0 * p - 1; });
}

TorusSamples::TorusSamples(const Torus& torus)
    : torus_(torus),
      limit_(torus.objective()),
      spectrum_(circle_spectrum(torus.epsilon)),
      x_(torus.n, 2 * torus.d),
      y_(torus.n, 2 * torus.d),
      cost_(torus.n, torus.n),
      solver_({.epsilon = torus.epsilon, .tolerance = 1e-8, .want_plan = false, .want_potentials = false}) {
  const auto count = std::count_if(spectrum_.begin(), spectrum_.end(), [](double s) { return s > kLeastMode; });
  first_.resize(static_cast<std::size_t>(count));
  second_.resize(first_.size());
}

void TorusSamples::refill(Points& points, Stream stream) {
  for (Index i = 0; i < points.rows(); ++i)
    for (Index k = 0; k < points.cols(); k += 2) {
      const double angle = 2 * std::numbers::pi * stream.uniform();
      points(i, k) = std::cos(angle);
      points(i, k + 1) = std::sin(angle);
    }
}

void TorusSamples::draw(const Stream& stream) {
  refill(x_, stream.purpose("source"));
  refill(y_, stream.purpose("target"));
}

// |x - y|^2 / 2 = d - <x, y>: all points have the squared norm d.
Certified TorusSamples::excess() {
  cost_.noalias() = -x_ * y_.transpose();
  cost_.array() += torus_.d;
  solver_.solve_unchecked({.cost = view(cost_)}, result_);
  return {result_.certified_objective.lower - limit_, result_.certified_objective.upper - limit_, result_.termination};
}

double TorusSamples::quadratic_part() {
  double sum = 0;
  for (Index circle = 0; circle < torus_.d; ++circle) {
    mean_powers(x_, circle, first_);
    mean_powers(y_, circle, second_);
    for (std::size_t j = 1; j < first_.size(); ++j) {
      // sqrt(2) times real and imaginary part are the coefficients of both modes +-j.
      const double s = spectrum_[j];
      const double form =
          0.5 * s * s * (std::norm(first_[j]) + std::norm(second_[j])) - s * (first_[j] * std::conj(second_[j])).real();
      sum += 2 * torus_.epsilon / (1 - s * s) * form;
    }
  }
  return sum;
}

double TorusSamples::quadratic_mean() const {
  double sum = 0;
  for (std::size_t j = 1; j < first_.size(); ++j)
    sum += 2 * torus_.epsilon * spectrum_[j] * spectrum_[j] / (1 - spectrum_[j] * spectrum_[j]);
  return torus_.d * sum / torus_.n;
}

void TorusSamples::mean_powers(const Points& points, Index circle, std::vector<std::complex<double>>& means) {
  std::fill(means.begin(), means.end(), 0);
  for (Index i = 0; i < points.rows(); ++i) {
    const std::complex<double> z(points(i, 2 * circle), points(i, 2 * circle + 1));
    std::complex<double> power = 1;
    for (std::complex<double>& mean : means) {
      mean += power;
      power *= z;
    }
  }
  for (std::complex<double>& mean : means) mean /= static_cast<double>(points.rows());
}

}  // namespace mongecarlo::entropic_sample_complexity
