#include "misclassified_generation/classified_moon.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "misclassified_generation/critic.hpp"
#include "misclassified_generation/two_laws.hpp"
#include "models/two_moons.hpp"

using namespace mongecarlo;
using namespace mongecarlo::misclassified_generation;

namespace {

Stream fixed(const char* name) { return {stream_key(3, "classified moon test", name), 0}; }

double cross_entropy_with_ridge(const ClassifiedMoon& moon, double a, double b, double c) {
  double sum = 0;
  for (Index i = 0; i < moon.size(); ++i) {
    sum += std::log1p(std::exp(a * moon.points(i, 0) + b * moon.points(i, 1) + c));
    sum += std::log1p(std::exp(-(a * moon.others(i, 0) + b * moon.others(i, 1) + c)));
  }
  return sum / static_cast<double>(2 * moon.size()) + 0.5 * 1e-3 * (a * a + b * b);
}

}  // namespace

TEST_SUITE("claim") {
  TEST_CASE("moons stay a tenth apart and their labels alternate") {
    Stream stream = fixed("moons");
    std::vector<std::array<double, 2>> first, second;
    for (int i = 0; i < 300; ++i) {
      first.push_back(models::moon_point(0, stream));
      second.push_back(models::moon_point(3, stream));
      CHECK(std::hypot(first.back()[0], first.back()[1]) < 1.9);
    }
    for (const auto& p : first)
      for (const auto& q : second) REQUIRE(std::hypot(p[0] - q[0], p[1] - q[1]) > 0.1);
  }

  TEST_CASE("the classifier is the least cross entropy with ridge") {
    const ClassifiedMoon moon(400, fixed("least"));
    const auto& [slope, intercept] = moon.classifier;
    const double least = cross_entropy_with_ridge(moon, slope[0], slope[1], intercept);
    for (const double step : {-1e-3, 1e-3}) {
      CHECK(cross_entropy_with_ridge(moon, slope[0] + step, slope[1], intercept) > least);
      CHECK(cross_entropy_with_ridge(moon, slope[0], slope[1] + step, intercept) > least);
      CHECK(cross_entropy_with_ridge(moon, slope[0], slope[1], intercept + step) > least);
    }
    CHECK(moon.wrong() > 30);
    CHECK(moon.wrong() < 65);
  }

  TEST_CASE("weights sum to one and are uniform for w = 0") {
    const ClassifiedMoon moon(400, fixed("weights"));
    for (const Weighting weighting : {Weighting::uniform, Weighting::soft, Weighting::hard})
      CHECK(weights_of(moon, weighting).sum() == doctest::Approx(1).epsilon(1e-12));
    CHECK((weights_of(moon, Weighting::soft, 0) - weights_of(moon, Weighting::uniform)).cwiseAbs().maxCoeff() < 1e-16);
    CHECK(moon.wrong_share(weights_of(moon, Weighting::hard)) == doctest::Approx(1).epsilon(1e-12));
    CHECK(moon.wrong_share(weights_of(moon, Weighting::uniform)) ==
          doctest::Approx(static_cast<double>(moon.wrong()) / 400));
    // Twice as wrong below the cap: exp(w dp) as heavy; beyond the cap no heavier.
    const Vector masses = soft_masses(Vector{{0.1, 0.2, 0.6, 0.9}}, 20);
    CHECK(masses[1] / masses[0] == doctest::Approx(std::exp(2.0)));
    CHECK(masses[2] == 1);
    CHECK(masses[3] == 1);
  }

  TEST_CASE("hard weights need a misclassified point") {
    ClassifiedMoon moon(50, fixed("none"));
    moon.is_wrong.assign(50, 0);
    CHECK_THROWS_WITH_AS(weights_of(moon, Weighting::hard), "weights_of: hard weights, and no point is misclassified",
                         std::domain_error);
  }

  TEST_CASE("steepness and envelope of a function of three points") {
    const TwoLaws laws{Points{{0, 0}, {3, 4}}, Points{{0, 1}}, Vector{{0.25, 0.75}}, Vector{{1}}};
    const std::vector<double> f{0, 10, 3};
    CHECK(laws.gain(f) == doctest::Approx(0.75 * 10 - 3));
    CHECK(laws.steepness(f) == doctest::Approx(3));  // from (0, 0) to (0, 1)
    const std::vector<double> envelope = laws.repaired(f);
    CHECK(envelope[0] == 0);
    CHECK(envelope[1] == doctest::Approx(5));
    CHECK(envelope[2] == doctest::Approx(1));
    CHECK(laws.w1().lower == doctest::Approx(0.25 * 1 + 0.75 * std::sqrt(18.0)));
  }

  TEST_CASE("a critic with clipped weights stays in its box") {
    Critic critic({.constraint = Constraint::clipping, .box = 0.05, .rate = 1e-3}, fixed("critic"));
    const ColumnMatrix<float> points{{0.0F, 0.0F}, {1.0F, 1.0F}}, weights{{1.0F}, {-1.0F}};
    critic.step(points, weights, points);
    for (const float weight : critic.network().weights()) REQUIRE(std::abs(weight) <= 0.05F);
  }

  TEST_CASE("a penalised critic of two Diracs settles at slope 1 + d over 2 lambda") {
    const TwoLaws laws{Points{{0, 0}}, Points{{1, 0}}, Vector{{1}}, Vector{{1}}};
    const std::vector<double> f = train_critic(laws, {.lambda = 2}, 800, fixed("Diracs"));
    CHECK(laws.gain(f) == doctest::Approx(1 + 1 / 4.0).epsilon(0.02));
  }
}
