#include "mongecarlo/minibatch/weighted_scheme.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include "mongecarlo/minibatch/kernel_family.hpp"

using namespace mongecarlo;

namespace {

Vector weights() {
  Vector a(4);
  a << 0.4, 0.3, 0.2, 0.1;
  return a;
}

/// Share of each index among the batch weights of `draws` draws.
Vector drawn_weights(WeightedLaw law, Index m, int draws) {
  const Vector a = weights();
  WeightedBatchSampler sampler(law, view(a), m);
  Stream stream(stream_key(3, "weighted_scheme_test", "draws"), static_cast<std::uint64_t>(law));
  std::vector<std::uint32_t> batch;
  Vector batch_weights, average = Vector::Zero(4);
  for (int draw = 0; draw < draws; ++draw) {
    sampler.draw(stream, batch, batch_weights);
    for (std::size_t r = 0; r < batch.size(); ++r) average[batch[r]] += batch_weights[static_cast<Index>(r)] / draws;
  }
  return average;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("both admissible schemes average to the weights for every batch size") {
    const Vector a = weights();
    for (Index m = 1; m <= 4; ++m)
      for (WeightedLaw law : {WeightedLaw::with_replacement, WeightedLaw::without_replacement})
        CHECK((average_batch_weights(law, view(a), m) - a).cwiseAbs().maxCoeff() < 1e-14);
  }

  TEST_CASE("successive draws without replacement are not admissible") {
    const Vector a = weights(), average = average_batch_weights(WeightedLaw::successive, view(a), 2);
    const double published[] = {.358, .304, .221, .117};
    for (Index i = 0; i < 4; ++i) CHECK(std::abs(average[i] - published[i]) < 5e-4);
  }

  TEST_CASE("the sampler draws the law it enumerates") {
    // Hoeffding: batch weights of an index lie in [0, 1]; 4 indices x 3 laws at false-alarm rate 1e-6 in all, n = 40000
    // draws, detects a shift of 0.014 with probability above 0.999. The laws differ by 0.042 at the first index.
    const int draws = 40000;
    const double radius = std::sqrt(std::log(2 * 12 / 1e-6) / (2 * draws));
    CHECK(radius < 0.0148);
    const Vector a = weights();
    for (WeightedLaw law : {WeightedLaw::with_replacement, WeightedLaw::without_replacement, WeightedLaw::successive}) {
      const Vector difference = drawn_weights(law, 2, draws) - average_batch_weights(law, view(a), 2);
      CHECK(difference.cwiseAbs().maxCoeff() < radius);
    }
    const Vector wrong = drawn_weights(WeightedLaw::successive, 2, draws) - a;
    CHECK(wrong.cwiseAbs().maxCoeff() > radius);
  }

  TEST_CASE("the weighted averaged plan of an admissible scheme has the weights as marginals") {
    const Vector a = weights(), b = Vector::Constant(3, 1.0 / 3);
    Stream stream(stream_key(3, "weighted_scheme_test", "points"), 0);
    Points x(4, 2), y(3, 2);
    for (Index i = 0; i < x.size(); ++i) x.data()[i] = stream.uniform();
    for (Index i = 0; i < y.size(); ++i) y.data()[i] = stream.uniform();
    const auto kernel = find_kernel("transport_cost")->make({});
    Matrix plan;
    for (WeightedLaw law : {WeightedLaw::with_replacement, WeightedLaw::without_replacement}) {
      complete_weighted_plan(*kernel, view(x), view(a), view(y), view(b), 2, law, plan);
      CHECK((plan.rowwise().sum() - a).cwiseAbs().maxCoeff() < 1e-12);
      CHECK((plan.colwise().sum().transpose() - b).cwiseAbs().maxCoeff() < 1e-12);
    }
  }

  TEST_CASE("weights that are no probability vector are refused by name") {
    Vector a = weights();
    a[1] = -0.3;
    CHECK_THROWS_WITH_AS(average_batch_weights(WeightedLaw::with_replacement, view(a), 2),
                         "weighted minibatch: a[1] is -0.3, but must be finite and >= 0", std::domain_error);
    a[1] = 0.9;
    CHECK_THROWS_AS(average_batch_weights(WeightedLaw::with_replacement, view(a), 2), std::domain_error);
    a = weights();
    CHECK_THROWS_WITH_AS(average_batch_weights(WeightedLaw::without_replacement, view(a), 5),
                         "weighted minibatch: m is 5, but must be at most 4", std::domain_error);
  }
}
