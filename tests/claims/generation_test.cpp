#include "misclassified_generation/generation.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "misclassified_generation/pictures.hpp"

using namespace mongecarlo;
using namespace mongecarlo::misclassified_generation;

namespace {

Stream fixed(std::uint64_t seed) { return {stream_key(4, "generation test", "seeds"), seed}; }

}  // namespace

TEST_SUITE("claim") {
  TEST_CASE("a training is a function of its stream") {
    const Training training{.steps = 4};
    const Generated first = TrainedGenerator(training, fixed(1)).judge(),
                    second = TrainedGenerator(training, fixed(1)).judge();
    CHECK(first.weights == second.weights);
    CHECK(first.wrong_share == second.wrong_share);
    CHECK(TrainedGenerator(training, fixed(2)).judge().weights != first.weights);
  }

  TEST_CASE("every weighting and constraint changes what is learnt but w = 0 does not") {
    const auto weights = [](Weighting weighting, double w, Constraint constraint = Constraint::penalty) {
      return TrainedGenerator({weighting, w, constraint, 4}, fixed(1)).judge().weights;
    };
    const auto plain = weights(Weighting::uniform, 0);
    CHECK(weights(Weighting::soft, 0) == plain);
    CHECK(weights(Weighting::soft, 2) != plain);
    CHECK(weights(Weighting::hard, 0) != plain);
    CHECK(weights(Weighting::uniform, 0, Constraint::clipping) != plain);
  }

  TEST_CASE("shares of what is generated are those of its points") {
    TrainedGenerator generator({.steps = 4}, fixed(3));
    const Generated generated = generator.judge();
    const Points points = generator.sample(2000, fixed(3).purpose("shares"));
    double wrong = 0;
    for (Index i = 0; i < points.rows(); ++i)
      wrong += generator.moon().classifier.probability(points(i, 0), points(i, 1)) > 0.5 ? 1 : 0;
    CHECK(generated.wrong_share == doctest::Approx(wrong / 2000));
    CHECK(generated.data_share == doctest::Approx(static_cast<double>(generator.moon().wrong()) / 400));
    CHECK(generated.target_share > generated.data_share);
    CHECK(generated.w1_own.gap() < 1e-9);
  }

  TEST_CASE("pictures of generators hold densities of total one at most") {
    double most = 0;
    for (const Curve& curve : pictures_of_generators(3)) {
      REQUIRE(curve.x.size() == curve.y.size());
      if (!curve.name.starts_with("density")) continue;
      const double side = 2 * kGridReach / kGridCells;
      double mass = 0;
      for (const double height : curve.y) mass += height * side * side;
      most = std::max(most, mass);
      CHECK(mass <= 1 + 1e-9);
    }
    CHECK(most > 0.5);
  }
}
