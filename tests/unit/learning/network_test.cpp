#include <cmath>
#include <stdexcept>

#include "mongecarlo/learning/network.hpp"
#include "unit/learning/differences.hpp"

using namespace mongecarlo;

namespace {

const StreamKey kKey = stream_key(5, "network_test", "weights");

NetworkShape small(Activation activation) { return {.widths = {3, 5, 4, 2}, .activation = activation}; }

// The mean over a batch of the squared length of the gradient with respect to the input: what a gradient penalty is
// made of.
template <class Scalar>
Variable<Scalar> penalty(Tape<Scalar>& tape, const Network<Scalar>& network, const ColumnMatrix<Scalar>& points) {
  const Variable<Scalar> x = tape.leaf(points);
  const Variable<Scalar> slope = tape.gradient(sum(network(x)), x);
  return mean(square(affine(row_norms(slope), 1, -1)));
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("a network is its formula") {
    Network<double> network(small(Activation::tanh));
    network.draw_weights(InitialWeights::uniform, Stream(kKey, 0));
    const auto x = random_matrix({6, 3}, 1, true);
    Tape<double> tape;
    network.record(tape);
    ColumnMatrix<double> h = x;
    for (std::size_t layer = 0; layer < 3; ++layer) {
      h = (h * network.weight(layer)).rowwise() + network.bias(layer).row(0);
      if (layer < 2) h = h.array().tanh();
    }
    CHECK((network(tape.leaf(x)).value() - h).norm() < 1e-14);
    CHECK(network.variables().size() == 6);
    CHECK(network.weights().size() == 4 * 5 + 6 * 4 + 5 * 2);
  }

  TEST_CASE("an embedding activates its output") {
    Network<double> network({.widths = {3, 4}, .activation = Activation::logistic, .activates_output = true});
    network.draw_weights(InitialWeights::normal, Stream(kKey, 0));
    const auto x = random_matrix({6, 3}, 1, true);
    Tape<double> tape;
    network.record(tape);
    const ColumnMatrix<double> scores = (x * network.weight(0)).rowwise() + network.bias(0).row(0);
    CHECK((network(tape.leaf(x)).value().array() - 1 / (1 + (-scores.array()).exp())).matrix().norm() < 1e-14);
  }

  TEST_CASE("weights start with the variance of their law") {
    Network<double> network({.widths = {50, 400, 300}});
    network.draw_weights(InitialWeights::normal, Stream(kKey, 0));
    CHECK(std::abs(network.weight(0).squaredNorm() / 20000 / (2.0 / 50) - 1) < 0.05);
    CHECK(std::abs(network.weight(1).squaredNorm() / 120000 / (1.0 / 400) - 1) < 0.05);
    CHECK(network.bias(0).isZero(0));
    network.draw_weights(InitialWeights::uniform, Stream(kKey, 0));
    CHECK(std::abs(network.weight(0).squaredNorm() / 20000 / (1.0 / 150) - 1) < 0.05);
    CHECK(network.weight(0).cwiseAbs().maxCoeff() <= 1 / std::sqrt(50.0));
    CHECK(network.bias(0).cwiseAbs().maxCoeff() > 0.9 / std::sqrt(50.0));
  }

  TEST_CASE("both scalars start from the same weights and two streams from others") {
    Network<double> network(small(Activation::relu)), other(small(Activation::relu));
    Network<float> single(small(Activation::relu));
    network.draw_weights(InitialWeights::normal, Stream(kKey, 0));
    single.draw_weights(InitialWeights::normal, Stream(kKey, 0));
    other.draw_weights(InitialWeights::normal, Stream(kKey, 1));
    for (std::size_t k = 0; k < network.weights().size(); ++k)
      CHECK(single.weights()[k] == static_cast<float>(network.weights()[k]));
    CHECK(network.weights()[0] != other.weights()[0]);
  }

  TEST_CASE("the gradient penalty of a network agrees with differences of its weights") {
    for (const Activation activation :
         {Activation::relu, Activation::leaky_relu, Activation::tanh, Activation::logistic}) {
      CAPTURE(to_string(activation));
      Network<double> network(small(activation));
      network.draw_weights(InitialWeights::uniform, Stream(kKey, 2));
      const auto x = random_matrix({6, 3}, 1, true);
      Tape<double> tape;
      network.record(tape);
      std::vector<Variable<double>> gradients;
      tape.gradient(penalty(tape, network, x), network.variables(), gradients);
      std::vector<double> flat;
      for (const auto& part : gradients)
        flat.insert(flat.end(), part.value().data(), part.value().data() + part.value().size());
      const auto at = [&](std::size_t k, double step) {
        const double centre = network.weights()[k];
        network.weights()[k] = centre + step;
        tape.rewind();
        network.record(tape);
        const double value = penalty(tape, network, x).item();
        network.weights()[k] = centre;
        return value;
      };
      for (std::size_t k = 0; k < flat.size(); ++k) {
        constexpr double h = 1e-4;
        const double expected = (8 * at(k, h) - 8 * at(k, -h) - at(k, 2 * h) + at(k, -2 * h)) / (12 * h);
        CHECK(std::abs(flat[k] - expected) < 1e-9 * (1 + std::abs(expected)));
      }
    }
  }

  TEST_CASE("shapes of networks that cannot be are refused by name") {
    CHECK_THROWS_WITH_AS(Network<double>({.widths = {3}}), "Network: number of widths is 1, but must be at least 2",
                         std::domain_error);
    CHECK_THROWS_WITH_AS(Network<double>({.widths = {3, 0}}), "Network: widths is 0, but must be at least 1",
                         std::domain_error);
    CHECK_THROWS_WITH_AS(Network<double>({.widths = {3, 1}, .slope = NAN}), "Network: slope is nan, but must be finite",
                         std::domain_error);
    Network<double> network(small(Activation::relu));
    CHECK_THROWS_WITH_AS(network(Variable<double>()), "Network: record it on a tape before using it",
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(network.weight(3), "Network: layer is 3, but must be at most 2", std::domain_error);
    Tape<double> tape;
    network.record(tape);
    CHECK_THROWS_WITH_AS(network(tape.filled(4, 2, 1)), "dense: input and weights: shapes 4 x 2 and 3 x 5 do not fit",
                         std::invalid_argument);
  }
}
