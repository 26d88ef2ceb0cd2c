// Closed forms of entropic_sample_complexity against published numbers and against spectra of solved problems.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <numbers>

#include "entropic_sample_complexity/hypercube.hpp"
#include "entropic_sample_complexity/torus.hpp"
#include "mongecarlo/limit/entropic_limit.hpp"

using namespace mongecarlo;
using doctest::Approx;
using entropic_sample_complexity::Hypercube;
using entropic_sample_complexity::HypercubeSamples;
using entropic_sample_complexity::Torus;
using entropic_sample_complexity::TorusSamples;

namespace {

Vector coin_products(int d, double chance_of_zero) {
  Vector weights(Index{1} << d);
  for (Index code = 0; code < weights.size(); ++code) {
    const int ones = std::popcount(static_cast<unsigned>(code));
    weights[code] = std::pow(1 - chance_of_zero, ones) * std::pow(chance_of_zero, d - ones);
  }
  return weights;
}

EntropicLimit solved_cube(const Hypercube& cube) {
  const Index points = Index{1} << cube.d;
  Matrix cost(points, points);
  for (Index i = 0; i < points; ++i)
    for (Index j = 0; j < points; ++j) cost(i, j) = std::popcount(static_cast<unsigned>(i ^ j));
  return {cost, coin_products(cube.d, Hypercube::kSource), coin_products(cube.d, Hypercube::kTarget), cube.epsilon};
}

EntropicLimit solved_torus(double epsilon) {
  constexpr Index kSide = 14, kPoints = kSide * kSide;
  const auto step = 2 * std::numbers::pi / kSide;
  Matrix cost(kPoints, kPoints);
  for (Index i = 0; i < kPoints; ++i)
    for (Index j = 0; j < kPoints; ++j)
      cost(i, j) = 2 - std::cos(step * static_cast<double>(i % kSide - j % kSide)) -
                   std::cos(step * static_cast<double>(i / kSide - j / kSide));
  const Vector uniform = Vector::Constant(kPoints, 1.0 / kPoints);
  return {cost, uniform, uniform, epsilon};
}

}  // namespace

TEST_SUITE("claim") {
  TEST_CASE("the circle has its published constants") {
    const Torus circle{.d = 1, .epsilon = 0.3};
    CHECK(circle.objective() == Approx(0.442270309461).epsilon(1e-11));
    CHECK(circle.bias_constant() == Approx(1.587954452).epsilon(1e-9));
    CHECK(circle.variance_constant() == Approx(2.336144248).epsilon(1e-9));
  }

  TEST_CASE("constants of a torus are those of its grid") {
    const EntropicLimit limit = solved_torus(1);
    const Torus torus{.d = 2, .epsilon = 1};
    CHECK(torus.objective() == Approx(limit.value(EntropicStatistic::objective)).epsilon(1e-10));
    CHECK(torus.bias_constant() == Approx(2 * limit.bias_constant()).epsilon(1e-9));
    const WeightedChiSquare law = limit.degenerate_law(SampleSizes::two_samples(1, 1));
    CHECK(torus.variance_constant() == Approx(4 * law.variance()).epsilon(1e-9));
  }

  TEST_CASE("constants of coins are those of two points and their products") {
    const Hypercube coin{.d = 1, .epsilon = 0.5};
    CHECK(coin.objective() == Approx(0.393940459421).epsilon(1e-11));
    CHECK(coin.variance_constant() == Approx(0.075418734350 + 0.108842326927).epsilon(1e-10));
    CHECK(coin.bias_constant() == Approx(0.170153740232).epsilon(1e-10));
    const Hypercube cube{.d = 4, .epsilon = 0.8};
    EntropicLimit limit = solved_cube(cube);
    CHECK(cube.objective() == Approx(limit.value(EntropicStatistic::objective)).epsilon(1e-10));
    CHECK(cube.bias_constant() == Approx(2 * limit.bias_constant()).epsilon(1e-9));
    const LimitVariance variance = limit.variance(EntropicStatistic::objective);
    CHECK(cube.variance_constant() == Approx(variance.source + variance.target).epsilon(1e-9));
  }

  // What is taken off must have the mean that is put back, and leave little.
  TEST_CASE("control variates of samples have their means and take the noise off") {
    const Hypercube cube{.d = 3, .epsilon = 1, .n = 50};
    const Torus circle{.d = 1, .epsilon = 1, .n = 50};
    HypercubeSamples coins(cube);
    TorusSamples angles(circle);
    constexpr int kRuns = 4000;
    double linear = 0, linear_squares = 0, quadratic = 0, left = 0, noise = 0;
    for (std::uint64_t run = 0; run < kRuns; ++run) {
      const Stream stream(stream_key(1, "tests", "control variates"), run);
      coins.draw(stream);
      angles.draw(stream);
      const double first = coins.linear_part(), excess = coins.objective().midpoint() - cube.objective();
      linear += first / kRuns;
      linear_squares += first * first / kRuns;
      quadratic += angles.quadratic_part() / kRuns;
      left += std::pow(excess - first, 2) / kRuns;
      noise += excess * excess / kRuns;
    }
    CHECK(std::abs(linear) < 5 * std::sqrt(linear_squares / kRuns));
    CHECK(50 * linear_squares == Approx(cube.variance_constant()).epsilon(0.12));
    CHECK(quadratic == Approx(angles.quadratic_mean()).epsilon(0.1));
    CHECK(left < 0.1 * noise);
  }
}
