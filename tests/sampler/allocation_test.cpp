#include <doctest/doctest.h>

#include <cmath>
#include <cstddef>
#include <vector>

#include "counted_malloc.hpp"
#include "mongecarlo/learning/batch_sampler.hpp"
#include "mongecarlo/learning/network.hpp"
#include "mongecarlo/learning/optimizer.hpp"
#include "mongecarlo/limit/wasserstein_derivatives.hpp"
#include "mongecarlo/measure/distribution_family.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"
#include "mongecarlo/random/subsets.hpp"

#if MONGECARLO_OWN_MALLOC
using namespace mongecarlo;

TEST_SUITE("sampler") {
  TEST_CASE("the counter sees what vectors and matrices allocate") {
    const std::size_t before = allocations;
    const std::vector<double> values(1000);
    const Points points(100, 2);
    CHECK(allocations - before == 2);
    CHECK(values.size() == 1000);
    CHECK(points.size() == 200);
  }

  TEST_CASE("refilling points allocates nothing") {
    for (const DistributionFamily* family : distribution_table()) {
      const DistributionPtr law = family->make({});
      Points points(1000, law->dimension());
      const std::size_t before = allocations;
      law->sample_into(points, Stream(StreamKey{1}, 0));
      const std::size_t after = allocations;
      CHECK_MESSAGE(after == before, family->name);
    }
  }

  TEST_CASE("a subset sampler allocates on its first draw only") {
    SubsetSampler sampler;
    Stream stream(StreamKey{1}, 0);
    std::vector<std::uint32_t> indices(64);
    sampler.draw(SubsetLaw::without_replacement, 1000, stream, indices);
    const std::size_t before = allocations;
    for (std::uint32_t n = 64; n < 4000; ++n) sampler.draw(SubsetLaw::without_replacement, n, stream, indices);
    sampler.draw(SubsetLaw::with_replacement, 1000, stream, indices);
    const std::size_t after = allocations;
    CHECK(after == before);
  }

  TEST_CASE("the incomplete estimator and its gradients and marginals allocate nothing once warm") {
    for (const KernelFamily* family : kernel_table())
      for (Index d : {1, 2}) {
        const KernelPtr values = family->make({}), plans = family->make({}), gradients = family->make({});
        const KernelTraits traits = values->traits();
        IncompleteMinibatch minibatch({.m = 8, .k = 4});
        Points x(30, d), y(30, d);
        KernelGradient gradient;
        Vector source, target;
        std::size_t before = 0, after = 0;
        for (std::uint64_t replicate = 0; replicate < 6; ++replicate) {
          Stream stream(StreamKey{3}, replicate);
          for (Points* points : {&x, &y})
            for (Index k = 0; k < points->size(); ++k) points->data()[k] = stream.uniform();
          const Stream batches(StreamKey{4}, replicate);
          if (replicate == 3) before = allocations;
          minibatch(*values, view(x), view(y), batches);
          if (traits.has_plan) minibatch.marginals(*plans, view(x), view(y), batches, source, target);
          if (traits.gradient != GradientRule::none)
            minibatch.gradient(*gradients, view(x), view(y), batches, gradient);
          after = allocations;
        }
        CHECK_MESSAGE(after == before, family->name);
      }
  }

  TEST_CASE("a bootstrap allocates nothing once warm") {
    Matrix distance(4, 4);
    for (Index i = 0; i < 4; ++i)
      for (Index j = 0; j < 4; ++j) distance(i, j) = std::abs(static_cast<double>(i - j));
    const Vector a{{0.4, 0.3, 0.0, 0.3}}, b{{0.2, 0.2, 0.3, 0.3}};
    const auto sizes = SampleSizes::two_samples(200, 50);
    Bootstrap bootstraps[] = {Bootstrap::naive(wasserstein_distance(distance, 2), a, b, sizes),
                              Bootstrap::m_out_of_n(wasserstein_distance(distance, 2), a, b, sizes.subsampled(0.7)),
                              Bootstrap::recentred(wasserstein_distance(distance, 2), a, b, sizes, 0.5),
                              Bootstrap::directional(wasserstein_null_derivative(distance, a, 2), a, a, sizes),
                              Bootstrap::directional(wasserstein_derivative(distance, a, b, 2), a, b, sizes)};
    for (Bootstrap& bootstrap : bootstraps) {
      const Stream stream(StreamKey{5}, 0);
      // Solvers grow with the most pivots they have met: warm is a first hundred.
      bootstrap.p_value(0.1, 100, stream.purpose("warm"));
      const std::size_t before = allocations;
      bootstrap.p_value(0.1, 200, stream);
      const std::size_t after = allocations;
      CHECK(after == before);
    }
  }

  // Three times differentiated: a step along the gradient of a loss with a gradient penalty whose direction is a
  // gradient.
  template <class Scalar>
  void check_training_step() {
    Stream stream(StreamKey{5}, 0);
    ColumnMatrix<Scalar> points(40, 3), batch, targets(8, 2);
    for (auto* matrix : {&points, &targets})
      for (Index k = 0; k < matrix->size(); ++k) matrix->data()[k] = static_cast<Scalar>(stream.uniform());
    BatchSampler batches(40, 8, stream);
    Network<Scalar> network({.widths = {3, 16, 16, 2}});
    network.draw_weights(InitialWeights::normal, stream);
    Adam<Scalar> adam({});
    Tape<Scalar> tape;
    std::vector<Variable<Scalar>> gradients;
    std::size_t before = 0;
    for (int step = 0; step < 50; ++step) {
      if (step == 2) before = allocations;
      tape.rewind();
      network.record(tape);
      gather_rows(points, batches.next(), batch);
      const auto x = tape.leaf(batch);
      const auto slope = tape.gradient(sum(network(x)), x);
      const auto loss = cross_entropy(network(x), tape.leaf(targets)) + mean(square(row_norms(slope))) +
                        mean(tanh(squared_distances(network(x), network(x + slope))));
      tape.gradient(loss, network.variables(), gradients);
      adam.step(network.weights(), gradients);
    }
    CHECK(allocations == before);
  }

  TEST_CASE("a training step allocates nothing once warm") {
    check_training_step<float>();
    check_training_step<double>();
  }
}
#endif
