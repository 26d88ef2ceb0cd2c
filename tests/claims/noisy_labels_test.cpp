#include <doctest/doctest.h>

#include <cmath>

#include "models/two_moons.hpp"
#include "noisy_labels/class_laws.hpp"
#include "noisy_labels/class_transport.hpp"
#include "noisy_labels/classifier.hpp"
#include "noisy_labels/regulariser.hpp"
#include "noisy_labels/trainings.hpp"

// What the claims of noisy_labels train with: data, regularisers and their gradients against the solvers of the
// library.

using namespace mongecarlo;
using namespace mongecarlo::noisy_labels;
using doctest::Approx;

namespace {

Stream stream(std::uint64_t replicate) { return Stream(stream_key(2, "noisy_labels_test", ""), replicate); }

/// Scores of the predictions q and the constant predictions p of two samples, four classes.
struct Predictions {
  ColumnMatrix<float> p{2, 4}, scores{2, 4};
  Predictions() {
    for (Index i = 0; i < 2; ++i) {
      const Vector law = random_law(4, stream(static_cast<std::uint64_t>(i)));
      for (Index k = 0; k < 4; ++k) {
        p(i, k) = static_cast<float>(law[k]);
        scores(i, k) = static_cast<float>(std::log(law[k]) + 0.5 * std::sin(3.0 * static_cast<double>(i + 2 * k)));
      }
    }
  }
  Vector q(Index i) const {
    const Eigen::VectorXd e = scores.row(i).cast<double>().array().exp();
    return e / e.sum();
  }
  Vector law(Index i) const {
    const Eigen::VectorXd masses = p.row(i).cast<double>();
    return masses / masses.sum();
  }
};

ColumnMatrix<float> gradient_of(const Method& method, const Predictions& predictions) {
  Tape<float> tape;
  Regulariser regulariser(method, 4);
  const auto scores = tape.leaf(predictions.scores);
  return tape.gradient(regulariser(tape.leaf(predictions.p), scores), scores).value();
}

/// Central differences of the mean divergence over both samples.
template <class F>
double difference(const Predictions& predictions, Index i, Index k, F divergence) {
  const auto at = [&](float step) {
    Predictions moved = predictions;
    moved.scores(i, k) += step;
    return divergence(moved.law(i), moved.q(i)) / 2;
  };
  constexpr float kStep = 1.0f / 512;
  return (at(kStep) - at(-kStep)) / (2 * kStep);
}

}  // namespace

TEST_SUITE("claim") {
  TEST_CASE("the moons keep apart and within their discs") {
    Stream draws = stream(7);
    double nearest = 10;
    std::vector<std::array<double, 2>> first, second;
    for (int k = 0; k < 400; ++k) {
      first.push_back(models::moon_point(0, draws));
      second.push_back(models::moon_point(1, draws));
    }
    for (const auto& a : first) {
      CHECK(std::abs(std::hypot(a[0] + 0.5, a[1] + 0.25) - 1) <= 0.2 + 1e-12);
      for (const auto& b : second) nearest = std::min(nearest, std::hypot(a[0] - b[0], a[1] - b[1]));
    }
    CHECK(nearest >= 0.1 - 1e-12);
  }

  TEST_CASE("noise flips the share it says and only as its kind says") {
    for (const Noise noise : {Noise::symmetric, Noise::close, Noise::far}) {
      const Setup setup{.task = Task::four_classes, .noise = noise, .rate = 0.4};
      std::size_t wrong = 0, count = 0;
      for (std::uint64_t k = 0; k < 20; ++k) {
        const LabelledSample sample = draw_sample(setup, stream(k));
        for (std::size_t i = 0; i < sample.noisy.size(); ++i, ++count) {
          wrong += sample.noisy[i] != sample.clean[i];
          if (noise == Noise::close) CHECK(sample.noisy[i] / 2 == sample.clean[i] / 2);
          if (noise == Noise::far) CHECK(sample.noisy[i] % 2 == sample.clean[i] % 2);
        }
      }
      CHECK(std::abs(static_cast<double>(wrong) / static_cast<double>(count) - 0.4) < 0.02);  // sd .0055
    }
  }

  TEST_CASE("the debiased regulariser has the gradient of the Sinkhorn divergence") {
    const Predictions predictions;
    for (const ClassCosts kind : {ClassCosts::expensive_if_close, ClassCosts::cheap_if_close, ClassCosts::all_equal}) {
      const Method method{.divergence = Divergence::sinkhorn_divergence, .lambda = 0.2, .costs = kind};
      const ColumnMatrix<float> computed = gradient_of(method, predictions);
      const Matrix costs = class_costs(kind, 4);
      for (Index i = 0; i < 2; ++i)
        for (Index k = 0; k < 4; ++k) {
          const double expected = difference(predictions, i, k, [&](const Vector& p, const Vector& q) {
            return sinkhorn_divergence(p, q, costs, 0.2);
          });
          CHECK(std::abs(computed(i, k) - expected) < 2e-5);
        }
    }
  }

  TEST_CASE("the transport part is differentiated through its iterations") {
    const Predictions predictions;
    const Method method{
        .divergence = Divergence::transport_part, .lambda = 0.5, .iterations = 20, .costs = ClassCosts::all_equal};
    const ColumnMatrix<float> computed = gradient_of(method, predictions);
    for (Index i = 0; i < 2; ++i)
      for (Index k = 0; k < 4; ++k) {
        const double expected = difference(predictions, i, k, [&](const Vector& p, const Vector& q) {
          return early_plan(p, q, equal_costs(4), 0.5, 20).cwiseProduct(equal_costs(4)).sum();
        });
        CHECK(std::abs(computed(i, k) - expected) < 2e-5);
      }
  }

  TEST_CASE("divergences by KL and total variation have their gradients") {
    const Predictions predictions;
    for (const auto& [divergence, function] : {std::pair{Divergence::kullback_leibler, &kullback_leibler},
                                               std::pair{Divergence::total_variation, &total_variation}}) {
      const ColumnMatrix<float> computed = gradient_of({.divergence = divergence}, predictions);
      for (Index i = 0; i < 2; ++i)
        for (Index k = 0; k < 4; ++k) CHECK(std::abs(computed(i, k) - difference(predictions, i, k, *function)) < 2e-5);
    }
  }

  TEST_CASE("transport between predictions converges from near and from far") {
    const ColumnMatrix<double> kernel = (-class_costs(ClassCosts::expensive_if_close, 4).array() / 0.2).exp();
    const ClassTransport transport(kernel);
    for (std::uint64_t k = 0; k < 500; ++k) {
      Stream draws = stream(1000 + k);
      ClassTransport::Masses a{}, b{}, log_u{}, log_v{};
      double total_a = 0, total_b = 0;
      for (std::size_t j = 0; j < 4; ++j) {
        const double score = 4 * draws.normal();
        total_a += a[j] = 1e-7 + std::exp(score);
        total_b += b[j] = 1e-7 + std::exp(k % 2 == 0 ? 4 * draws.normal() : score + 0.3 * draws.normal());
      }
      for (std::size_t j = 0; j < 4; ++j) log_v[j] = 0.5 * std::log(b[j] /= total_b), a[j] /= total_a;
      REQUIRE(transport.solve(a, b, log_u, log_v));
      for (std::size_t i = 0; i < 4; ++i) {
        double row = 0, column = 0;
        for (std::size_t j = 0; j < 4; ++j) {
          row += std::exp(log_u[i] + log_v[j]) * kernel(static_cast<Index>(i), static_cast<Index>(j));
          column += std::exp(log_u[j] + log_v[i]) * kernel(static_cast<Index>(i), static_cast<Index>(j));
        }
        CHECK(row == Approx(a[i]).epsilon(1e-9));
        CHECK(std::abs(column - b[i]) <= 1e-6 * (b[i] + 1e-3));
      }
    }
  }

  TEST_CASE("two methods start alike and a training is a function of its stream") {
    const Setup setup{.task = Task::moons, .rate = 0.2};
    const LabelledSample sample = draw_sample(setup, stream(3));
    Classifier classifier(setup), other(setup);
    classifier.train(sample, method_of(setup, "vat"), stream(3), 400);
    other.train(sample, method_of(setup, "cross_entropy"), stream(3), 400);
    const auto first = classifier.progress().test;
    // The regulariser is off for an eighth of the 400 steps.
    for (std::size_t k = 0; k < 50; ++k) CHECK(other.progress().test[k] == first[k]);
    CHECK(other.progress().test != first);
    classifier.train(sample, method_of(setup, "vat"), stream(3), 400);
    CHECK(classifier.progress().test == first);
  }

  TEST_CASE("a method that is not there is a fault of the simulation") {
    CHECK_THROWS_AS(method_of({}, "vax"), std::logic_error);
  }
}
