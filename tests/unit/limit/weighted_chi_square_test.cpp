#include "mongecarlo/limit/weighted_chi_square.hpp"

#include <doctest/doctest.h>

#include <boost/math/quadrature/tanh_sinh.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>

using namespace mongecarlo;
using doctest::Approx;

namespace {

double relative_error(double value, double truth) { return std::abs(value - truth) / truth; }

/// P(Q <= x) for k equal weights w.
double gamma_cdf(double x, double w, int k) { return boost::math::gamma_p(0.5 * k, 0.5 * x / w); }
double gamma_survival(double x, double w, int k) { return boost::math::gamma_q(0.5 * k, 0.5 * x / w); }

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("equal weights give the chi square law in both tails") {
    for (int k : {1, 2, 3, 5, 20})
      for (double w : {1e-3, 0.7, 40.0}) {
        const WeightedChiSquare law(std::vector<double>(static_cast<std::size_t>(k), w));
        CHECK(law.mean() == Approx(k * w));
        CHECK(law.variance() == Approx(2 * k * w * w));
        for (double x : {1e-6, 1e-2, 0.5, 1.0, 3.0, 10.0, 60.0, 300.0}) {
          CAPTURE(k);
          CAPTURE(w);
          CAPTURE(x);
          CHECK(std::abs(law.cdf(w * x) - gamma_cdf(x, 1, k)) < 1e-12);
          CHECK(std::abs(law.survival(w * x) - gamma_survival(x, 1, k)) < 1e-12);
          if (w * x <= law.mean()) CHECK(relative_error(law.cdf(w * x), gamma_cdf(x, 1, k)) < 1e-9);
          if (w * x > law.mean()) CHECK(relative_error(law.survival(w * x), gamma_survival(x, 1, k)) < 1e-9);
          CHECK(law.lower_tail(w * x).error < 1e-12);
        }
      }
  }

  TEST_CASE("pairs of weights are convolutions of exponential laws") {
    const double a = 0.9, b = 0.2;
    const WeightedChiSquare sum({a, b, b, a}), difference({a, a, -b, -b});
    for (double x : {0.01, 0.3, 2.0, 15.0, 80.0}) {
      CAPTURE(x);
      const double survival = (a * std::exp(-x / (2 * a)) - b * std::exp(-x / (2 * b))) / (a - b);
      CHECK(relative_error(sum.survival(x), survival) < 1e-10);
      CHECK(relative_error(difference.survival(x), a / (a + b) * std::exp(-x / (2 * a))) < 1e-10);
      CHECK(relative_error(difference.cdf(-x), b / (a + b) * std::exp(-x / (2 * b))) < 1e-10);
    }
    CHECK(difference.cdf(0) == Approx(b / (a + b)).epsilon(1e-12));
  }

  TEST_CASE("unequal weights agree with the convolution of their laws") {
    // w_1 Z^2 + w_2 chi^2_2: the mean over Z = z of the exponential law.
    boost::math::quadrature::tanh_sinh<double> rule;
    for (double w : {1.0, 0.03, -0.4}) {
      const WeightedChiSquare law({w, 0.5, 0.5});
      for (double x : {0.05, 0.8, 4.0}) {
        CAPTURE(w);
        CAPTURE(x);
        const auto below = [&](double z) {
          const double rest = x - w * z * z;
          return rest <= 0 ? 0 : 2 * std::exp(-0.5 * z * z) / std::sqrt(2 * std::acos(-1.0)) * -std::expm1(-rest);
        };
        const double reach = w > 0 ? std::min(12.0, std::sqrt(x / w)) : 12.0;
        CHECK(std::abs(law.cdf(x) - rule.integrate(below, 0.0, reach)) < 1e-11);
      }
    }
  }

  TEST_CASE("laws of opposite weights mirror each other") {
    const std::vector<double> weights{1.5, 0.4, -0.3, -2.0, 1e-7};
    std::vector<double> mirrored = weights;
    for (double& w : mirrored) w = -w;
    const WeightedChiSquare law(weights), mirror(mirrored);
    for (double x : {-30.0, -1.0, -1e-3, 0.0, 1e-3, 1.0, 30.0}) {
      CAPTURE(x);
      CHECK(std::abs(law.cdf(x) - mirror.survival(-x)) < 1e-12);
      CHECK(std::abs(law.cdf(x) + law.survival(x) - 1) < 1e-12);
    }
  }

  TEST_CASE("quantiles are where the distribution function says") {
    const WeightedChiSquare one({2.0}), mixed({1.5, 0.4, 1e-3, -0.3}), below({-1.0, -0.2});
    CHECK(one.quantile(0.95) == Approx(2 * 3.8414588206941236).epsilon(1e-11));
    for (double p : {1e-6, 0.01, 0.5, 0.95, 1 - 1e-6}) {
      CAPTURE(p);
      CHECK(mixed.cdf(mixed.quantile(p)) == Approx(p).epsilon(1e-8));
      CHECK(below.cdf(below.quantile(p)) == Approx(p).epsilon(1e-8));
      CHECK(one.cdf(one.quantile(p)) == Approx(p).epsilon(1e-8));
    }
  }

  TEST_CASE("bad weights and probabilities are refused and no weights are the law of zero") {
    CHECK_THROWS_WITH_AS(WeightedChiSquare({1.0, std::numeric_limits<double>::infinity()}),
                         "WeightedChiSquare: weights[1] is inf, but must be finite", std::domain_error);
    const WeightedChiSquare law({1.0});
    CHECK_THROWS_WITH_AS(law.quantile(1), "WeightedChiSquare: p is 1, but must be in (0, 1)", std::domain_error);
    CHECK_THROWS_AS(law.cdf(std::numeric_limits<double>::quiet_NaN()), std::domain_error);
    CHECK(law.cdf(-1) == 0);
    CHECK(law.cdf(0) == 0);
    CHECK(law.cdf(std::numeric_limits<double>::infinity()) == 1);
    CHECK(law.survival(1e9) == 0);
    const WeightedChiSquare nothing({0.0, 0.0});
    CHECK(nothing.weights().empty());
    CHECK(nothing.cdf(-1e-300) == 0);
    CHECK(nothing.cdf(0) == 1);
    CHECK(nothing.quantile(0.3) == 0);
  }
}
