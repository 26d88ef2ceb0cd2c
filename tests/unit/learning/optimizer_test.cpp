#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <stdexcept>
#include <vector>

#include "mongecarlo/learning/operations.hpp"
#include "mongecarlo/learning/optimizer.hpp"

using namespace mongecarlo;
using doctest::Approx;

namespace {

// One step of `optimizer` along gradients that are given, not computed.
void step(Optimizer<double>& optimizer, std::vector<double>& weights, std::vector<double> gradient) {
  Tape<double> tape;
  const std::vector<Variable<double>> parts{tape.leaf(gradient.data(), 1, static_cast<Index>(gradient.size()))};
  optimizer.step(weights, parts);
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("plain descent and momentum follow their recursions") {
    Sgd<double> plain({.rate = 0.1}), heavy({.rate = 0.1, .momentum = 0.5});
    std::vector<double> w{1, 2}, u{1, 2};
    for (int k = 0; k < 2; ++k) {
      step(plain, w, {1, -2});
      step(heavy, u, {1, -2});
    }
    CHECK(w[0] == Approx(0.8));
    CHECK(w[1] == Approx(2.4));
    CHECK(u[0] == Approx(1 - 0.1 * (1 + 1.5)));
    CHECK(u[1] == Approx(2 + 0.2 * (1 + 1.5)));
    CHECK(plain.steps() == 2);
  }

  TEST_CASE("the first step of Adam is its rate and the second follows by hand") {
    Adam<double> adam({.rate = 0.1});
    std::vector<double> w{1, 1, 1};
    step(adam, w, {3, -0.01, 0});
    CHECK(w[0] == Approx(0.9).epsilon(1e-8));
    CHECK(w[1] == Approx(1.1).epsilon(1e-6));
    CHECK(w[2] == 1);
    step(adam, w, {1, 0, 0});
    const double m = (0.9 * 0.1 * 3 + 0.1 * 1) / (1 - 0.81);
    const double v = (0.999 * 0.001 * 9 + 0.001 * 1) / (1 - 0.999 * 0.999);
    CHECK(w[0] == Approx(0.9 - 0.1 * m / (std::sqrt(v) + 1e-8)).epsilon(1e-8));
  }

  TEST_CASE("RMSprop divides by the root of its running square with epsilon outside") {
    RmsProp<double> rms({.rate = 0.1, .decay = 0.9, .epsilon = 0.5});
    std::vector<double> w{1};
    step(rms, w, {2});
    double v = 0.1 * 4, expected = 1 - 0.1 * 2 / (std::sqrt(v) + 0.5);
    CHECK(w[0] == Approx(expected));
    step(rms, w, {-1});
    v = 0.9 * v + 0.1;
    CHECK(w[0] == Approx(expected + 0.1 / (std::sqrt(v) + 0.5)));
  }

  TEST_CASE("every optimizer finds the minimum of a quadratic") {
    std::vector<std::unique_ptr<Optimizer<double>>> optimizers;
    optimizers.push_back(std::make_unique<Sgd<double>>(SgdOptions{.rate = 0.1}));
    optimizers.push_back(std::make_unique<Sgd<double>>(SgdOptions{.rate = 0.02, .momentum = 0.8}));
    optimizers.push_back(std::make_unique<Adam<double>>(AdamOptions{.rate = 0.1}));
    optimizers.push_back(std::make_unique<RmsProp<double>>(RmsPropOptions{.rate = 0.02}));
    for (const auto& optimizer : optimizers) {
      ColumnMatrix<double> w(1, 2), target(1, 2);
      w << 3, -2;
      target << 1, 0.5;
      Tape<double> tape;
      for (int k = 0; k < 1000; ++k) {
        tape.rewind();
        if (k > 800) optimizer->set_rate(0.98 * optimizer->rate());
        const auto x = tape.leaf(w);
        const std::vector<Variable<double>> gradient{tape.gradient(sum(square(x - tape.leaf(target))), x)};
        optimizer->step({w.data(), 2}, gradient);
      }
      CHECK((w - target).norm() < 1e-3);
    }
  }

  TEST_CASE("gradients that are not finite or of another size are refused and change nothing") {
    Adam<double> adam({});
    std::vector<double> w{1, 2};
    CHECK_THROWS_WITH_AS(step(adam, w, {1, std::numeric_limits<double>::quiet_NaN()}),
                         "Optimizer: gradient[1] is nan, but must be finite", std::domain_error);
    CHECK(w == std::vector<double>{1, 2});
    CHECK(adam.steps() == 0);
    CHECK_THROWS_AS(step(adam, w, {1}), std::invalid_argument);
    step(adam, w, {1, 1});
    std::vector<double> longer{1, 2, 3};
    CHECK_THROWS_AS(step(adam, longer, {1, 1, 1}), std::invalid_argument);
  }

  TEST_CASE("options of optimizers are checked by name") {
    CHECK_THROWS_WITH_AS(Sgd<double>({.rate = 0}), "Optimizer: rate is 0, but must be finite and > 0",
                         std::domain_error);
    CHECK_THROWS_WITH_AS(Sgd<double>({.momentum = 1}), "Sgd: momentum is 1, but must lie in [0, 1)", std::domain_error);
    CHECK_THROWS_WITH_AS(Adam<double>({.beta1 = -0.5}), "Adam: beta1 is -0.5, but must lie in [0, 1)",
                         std::domain_error);
    CHECK_THROWS_WITH_AS(Adam<double>({.epsilon = 0}), "Adam: epsilon is 0, but must be finite and > 0",
                         std::domain_error);
    CHECK_THROWS_WITH_AS(RmsProp<double>({.decay = 1}), "RmsProp: decay is 1, but must lie in [0, 1)",
                         std::domain_error);
  }
}
