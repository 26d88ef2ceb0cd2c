// The tape against ADOL-C (Walther & Griewank 2012), which differentiates the same formulas written with loops over its
// own numbers: gradients and Hessian-vector products, which gradients of gradients are.
#ifdef MONGECARLO_ADOLC
#include <adolc/adolc.h>
#include <doctest/doctest.h>

#include <vector>

#include "mongecarlo/learning/network.hpp"
#include "unit/learning/differences.hpp"

using namespace mongecarlo;

namespace {

constexpr Index kBatch = 5, kInput = 3, kHidden = 4, kClasses = 3;

/// Mean cross-entropy of a tanh network 3-4-3 plus the transport cost of a constant plan between its outputs and fixed
/// points, over flat weights: as network.hpp lays them out.
adouble loss_of(const std::vector<adouble>& w, const ColumnMatrix<double>& x, const ColumnMatrix<double>& targets,
                const ColumnMatrix<double>& points, const ColumnMatrix<double>& plan) {
  adouble loss = 0;
  for (Index i = 0; i < kBatch; ++i) {
    std::vector<adouble> hidden(kHidden), scores(kClasses);
    for (Index h = 0; h < kHidden; ++h) {
      adouble sum = w[static_cast<std::size_t>(kInput * kHidden + h)];
      for (Index d = 0; d < kInput; ++d) sum += x(i, d) * w[static_cast<std::size_t>(h * kInput + d)];
      hidden[static_cast<std::size_t>(h)] = tanh(sum);
    }
    const Index second = (kInput + 1) * kHidden;
    adouble total = 0;
    for (Index k = 0; k < kClasses; ++k) {
      adouble sum = w[static_cast<std::size_t>(second + kHidden * kClasses + k)];
      for (Index h = 0; h < kHidden; ++h)
        sum += hidden[static_cast<std::size_t>(h)] * w[static_cast<std::size_t>(second + k * kHidden + h)];
      scores[static_cast<std::size_t>(k)] = sum;
      total += exp(sum);
    }
    for (Index k = 0; k < kClasses; ++k) {
      const auto column = static_cast<std::size_t>(k);
      loss -= targets(i, k) * (scores[column] - log(total)) / static_cast<double>(kBatch);
      for (Index j = 0; j < points.rows(); ++j)
        loss += plan(i, j) * (scores[column] - points(j, k)) * (scores[column] - points(j, k));
    }
  }
  return loss;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("gradients and Hessian products of a network loss agree with ADOL-C") {
    const auto x = random_matrix({kBatch, kInput}, 1, true), targets = random_matrix({kBatch, kClasses}, 2);
    const auto points = random_matrix({4, kClasses}, 3, true), plan = random_matrix({kBatch, 4}, 4);
    Network<double> network({.widths = {kInput, kHidden, kClasses}, .activation = Activation::tanh});
    network.draw_weights(InitialWeights::uniform, Stream(stream_key(1, "adolc_test", ""), 0));
    const std::size_t size = network.weights().size();

    trace_on(1);
    std::vector<adouble> active(size);
    for (std::size_t k = 0; k < size; ++k) active[k] <<= network.weights()[k];
    double value = 0;
    loss_of(active, x, targets, points, plan) >>= value;
    trace_off();
    std::vector<double> direction(size), expected(size), expected_product(size);
    for (std::size_t k = 0; k < size; ++k) direction[k] = random_matrix({1, 1}, 50 + k, true)(0, 0);
    ::gradient(1, static_cast<int>(size), network.weights().data(), expected.data());
    ::hess_vec(1, static_cast<int>(size), network.weights().data(), direction.data(), expected_product.data());

    Tape<double> tape;
    network.record(tape);
    const auto scores = network(tape.leaf(x));
    const auto loss =
        cross_entropy(scores, tape.leaf(targets)) + dot(tape.leaf(plan), squared_distances(scores, tape.leaf(points)));
    CHECK(loss.item() == doctest::Approx(value).epsilon(1e-13));
    std::vector<Variable<double>> gradients, products;
    tape.gradient(loss, network.variables(), gradients);
    auto along = tape.filled(1, 1, 0);
    const double* next = direction.data();
    for (const auto& part : gradients) {
      along = along + dot(part, tape.leaf(next, part.rows(), part.cols()));
      next += part.value().size();
    }
    tape.gradient(along, network.variables(), products);
    std::size_t k = 0;
    for (std::size_t part = 0; part < gradients.size(); ++part)
      for (Index i = 0; i < gradients[part].value().size(); ++i, ++k) {
        CHECK(std::abs(gradients[part].value().data()[i] - expected[k]) < 1e-12);
        CHECK(std::abs(products[part].value().data()[i] - expected_product[k]) < 1e-11);
      }
    CHECK(k == size);
  }
}
#endif
