// What wasserstein_limit_laws holds against its samples: laws of sums of absolute values, binomials, costs in order.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "models/binomial_law.hpp"
#include "mongecarlo/limit/weighted_chi_square.hpp"
#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/transport/solver_family.hpp"
#include "wasserstein_limit_laws/space.hpp"

using namespace mongecarlo;
using namespace mongecarlo::wasserstein_limit_laws;

namespace {

constexpr int kDraws = 200000;

// The same sum by draws of the normal vector, through the Cholesky factor.
struct DrawnSum {
  Vector weights, slopes;
  Matrix factor;

  double operator()(Stream& stream) const {
    Vector z(factor.cols());
    for (double& value : z) value = stream.normal();
    const Vector f = factor * z;
    return weights.dot(f.cwiseAbs()) + slopes.dot(f);
  }
};

void agrees_with_draws(const Vector& weights, const Vector& slopes, const Matrix& factor) {
  const AbsoluteSum sum(weights, slopes, factor * factor.transpose());
  const DrawnSum drawn{weights, slopes, factor};
  Stream stream(stream_key(6, "wasserstein_models_test", "sum"), 0);
  const double centre = sum.mean(), spread = std::sqrt(sum.variance());
  double mean = 0, square = 0;
  std::vector<double> places, shares;
  for (double at : {-1.2, -0.4, 0.3, 1.5}) places.push_back(centre + at * spread);
  shares.resize(places.size(), 0);
  for (int i = 0; i < kDraws; ++i) {
    const double value = drawn(stream);
    mean += value / kDraws;
    square += value * value / kDraws;
    for (std::size_t k = 0; k < places.size(); ++k) shares[k] += (value <= places[k]) / double(kDraws);
  }
  CHECK(mean == doctest::Approx(centre).scale(spread).epsilon(0.012));
  CHECK(square - mean * mean == doctest::Approx(sum.variance()).epsilon(0.025));
  const TabulatedSum table(sum);
  for (std::size_t k = 0; k < places.size(); ++k) {
    CHECK(std::abs(sum.cdf(places[k]) - shares[k]) < 0.006);
    CHECK(table.cdf(places[k]) == doctest::Approx(sum.cdf(places[k])).scale(1).epsilon(5e-4));
  }
  CHECK(table.cdf(table.quantile(0.95)) == doctest::Approx(0.95).epsilon(1e-9));
}

}  // namespace

TEST_SUITE("claim") {
  TEST_CASE("sums of absolute normal values have the law of their draws") {
    agrees_with_draws(Vector{{2}}, Vector{{0}}, Matrix{{0.7}});
    agrees_with_draws(Vector{{1, 0.5}}, Vector{{0, 0}}, Matrix{{0.7, 0}, {0.3, 0.9}});
    agrees_with_draws(Vector{{0, 1.5}}, Vector{{1, 0}}, Matrix{{0.7, 0}, {0.3, 0.9}});
    agrees_with_draws(Vector{{0, 0.2}}, Vector{{1, 0}}, Matrix{{0.7, 0}, {0.3, 0.9}});
    agrees_with_draws(Vector{{1, 2, 0.5}}, Vector{{0.3, 0, 0}}, Matrix{{1, 0, 0}, {0.5, 0.5, 0}, {-0.2, 0.1, 0.3}});
  }

  TEST_CASE("the mean length of independent normal values is exact in the plane") {
    // |X| + |Y| <= x: a square turned by 45 degrees, (2 Phi(x / sqrt 2) - 1)^2.
    const AbsoluteSum sum(Vector{{1, 1}}, Vector{{0, 0}}, Matrix{{1, 0}, {0, 1}});
    for (double x : {0.1, 0.8, 2.0, 3.5})
      CHECK(sum.cdf(x) == doctest::Approx(std::pow(std::erf(x / 2), 2)).epsilon(1e-4));
    CHECK(sum.mean() == doctest::Approx(2 * std::sqrt(2 / std::numbers::pi)));
    CHECK(sum.variance() == doctest::Approx(2 - 4 / std::numbers::pi));
  }

  TEST_CASE("binomial masses and their mean deviation add up") {
    for (double p : {0.0, 0.1, 0.5, 0.93, 1.0})
      for (int n : {1, 10, 1000, 1000000}) {
        const models::BinomialLaw law(n, p);
        double mean = 0, deviation = 0, spread = 0;
        for (int k = law.first(); k <= law.last(); ++k) {
          mean += k * law.mass(k) / n;
          deviation += std::abs(double(k) / n - p) * law.mass(k);
          spread += std::pow(double(k) / n - p, 2) * law.mass(k);
        }
        CHECK(mean == doctest::Approx(p).epsilon(1e-12));
        CHECK(spread == doctest::Approx(p * (1 - p) / n).epsilon(1e-9));
        CHECK(models::mean_absolute_deviation(n, p) == doctest::Approx(deviation).epsilon(1e-8));
      }
    CHECK(models::BinomialLaw(3, 0.25).mass(1) == doctest::Approx(27.0 / 64));
  }

  TEST_CASE("mass matched in order costs what the exact solver finds") {
    const Vector x = line_points(), a{{0.2, 0.5, 0.3}}, b{{0.4, 0.1, 0.5}};
    for (double p : {1.0, 2.0, 3.0}) {
      const Matrix cost = Space(Shape::line).distance.array().pow(p);
      Result result;
      find_solver("exact")->make({})->solve(problem_from_matrix(cost, a, b), result);
      CHECK(ordered_cost(x, a, b, p) == doctest::Approx(result.objective).epsilon(1e-13));
    }
  }
}
