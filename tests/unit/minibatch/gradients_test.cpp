#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <string>

#include "mongecarlo/minibatch/complete.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"
#include "mongecarlo/random/stream.hpp"

// Gradients of kernels against differences of their values: central ones of fourth order over the same batches.

using namespace mongecarlo;
using doctest::Approx;

namespace {

constexpr double kStep = 1e-4;

Points random_points(Index n, Index d, std::uint64_t replicate) {
  Stream stream(stream_key(7, "gradients_test", "points"), replicate);
  Points points(n, d);
  for (Index i = 0; i < points.size(); ++i) points.data()[i] = stream.uniform();
  return points;
}

Vector random_weights(Index n, std::uint64_t replicate) {
  Stream stream(stream_key(7, "gradients_test", "weights"), replicate);
  Vector weights(n);
  for (Index i = 0; i < n; ++i) weights[i] = 0.2 + stream.uniform();
  return weights / weights.sum();
}

struct Batches {
  Points x, y;
  Vector a, b;  // empty: equal

  Batches(Index n, Index m, Index d, bool is_weighted) : x(random_points(n, d, 1)), y(random_points(m, d, 2)) {
    if (is_weighted) {
      a = random_weights(n, 3);
      b = random_weights(m, 4);
    }
  }
  double value(Kernel& kernel) const { return kernel.weighted_value(view(x), view(y), view(a), view(b)).midpoint(); }
  Certified gradient(Kernel& kernel, KernelGradient& out) const {
    return kernel.gradient(view(x), view(y), view(a), view(b), out);
  }
};

// (8 v(h) - 8 v(-h) - v(2h) + v(-2h)) / 12 h
template <class Value>
double difference(Value&& value) {
  return (8 * value(kStep) - 8 * value(-kStep) - value(2 * kStep) + value(-2 * kStep)) / (12 * kStep);
}

KernelOptions sharp(double power = 2) {
  KernelOptions options;
  options.ground_cost = power == 2 ? GroundCost::squared_euclidean() : GroundCost::euclidean(power);
  options.epsilon = 0.2;
  options.tau = 0.7;
  options.tolerance = 1e-14;
  return options;
}

double slope_in_point(Kernel& kernel, const Batches& batches, bool is_source, Index entry) {
  return difference([&](double h) {
    Batches moved = batches;
    (is_source ? moved.x : moved.y).data()[entry] += h;
    return moved.value(kernel);
  });
}

// Along (mass of one point) - weights; `h` is small enough for plans on the edge of a polytope to stay what they are.
double slope_in_weight(Kernel& kernel, const Batches& batches, bool is_source, Index point) {
  return difference([&](double h) {
    Batches moved = batches;
    Vector& weights = is_source ? moved.a : moved.b;
    weights *= 1 - h;
    weights[point] += h;
    return moved.value(kernel);
  });
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("gradients in the points agree with differences for every kernel that offers one") {
    for (const KernelFamily* family : kernel_table())
      for (Index d : {1, 2})
        for (bool is_weighted : {false, true})
          for (double power : {2.0, 1.5}) {
            const KernelPtr kernel = family->make(sharp(power));
            if (kernel->traits().gradient == GradientRule::none) continue;
            CAPTURE(family->name);
            CAPTURE(d);
            CAPTURE(is_weighted);
            CAPTURE(power);
            const Batches batches(5, is_weighted ? 4 : 5, d, is_weighted);
            KernelGradient gradient;
            const Certified value = batches.gradient(*kernel, gradient);
            CHECK(value.termination == Termination::converged);
            CHECK(value.midpoint() == Approx(batches.value(*kernel)).epsilon(1e-9));
            REQUIRE(gradient.x.size() == batches.x.size());
            for (Index entry : {Index{0}, batches.x.size() - 1})
              CHECK(std::abs(gradient.x.data()[entry] - slope_in_point(*kernel, batches, true, entry)) < 1e-7);
            for (Index entry : {Index{1}, batches.y.size() - 1})
              CHECK(std::abs(gradient.y.data()[entry] - slope_in_point(*kernel, batches, false, entry)) < 1e-7);
          }
  }

  TEST_CASE("gradients in the weights agree with differences and are centred") {
    for (const KernelFamily* family : kernel_table())
      for (Index d : {1, 2}) {
        const KernelPtr kernel = family->make(sharp());
        if (kernel->traits().gradient == GradientRule::none) continue;
        CAPTURE(family->name);
        CAPTURE(d);
        const Batches batches(5, 4, d, true);
        KernelGradient gradient;
        batches.gradient(*kernel, gradient);
        CHECK(std::abs(batches.a.dot(gradient.a)) < 1e-12);
        CHECK(std::abs(batches.b.dot(gradient.b)) < 1e-12);
        for (Index i : {0, 3}) {
          CHECK(std::abs(gradient.a[i] - slope_in_weight(*kernel, batches, true, i)) < 1e-7);
          CHECK(std::abs(gradient.b[i] - slope_in_weight(*kernel, batches, false, i)) < 1e-7);
        }
      }
  }

  TEST_CASE("gradients in the parameters agree with differences") {
    for (const KernelFamily* family : kernel_table()) {
      const KernelPtr kernel = family->make(sharp());
      if (kernel->traits().gradient == GradientRule::none) continue;
      CAPTURE(family->name);
      const Batches batches(5, 4, 2, true);
      KernelGradient gradient;
      batches.gradient(*kernel, gradient);
      const auto value_at = [&](double KernelOptions::*parameter, double h) {
        KernelOptions options = sharp();
        options.*parameter += h;
        return batches.value(*family->make(options));
      };
      if (gradient.epsilon)
        CHECK(std::abs(*gradient.epsilon - difference([&](double h) { return value_at(&KernelOptions::epsilon, h); })) <
              1e-7);
      else
        CHECK(value_at(&KernelOptions::epsilon, 0.1) == value_at(&KernelOptions::epsilon, 0));
      if (gradient.tau)
        CHECK(std::abs(*gradient.tau - difference([&](double h) { return value_at(&KernelOptions::tau, h); })) < 1e-7);
      else
        CHECK(value_at(&KernelOptions::tau, 0.1) == value_at(&KernelOptions::tau, 0));
    }
  }

  TEST_CASE("unbalanced gradients without regularisation agree with differences") {
    KernelOptions options = sharp();
    options.epsilon = 0;
    const KernelPtr kernel = find_kernel("unbalanced")->make(options);
    CHECK(kernel->traits().gradient == GradientRule::clarke);
    for (Index d : {1, 2}) {
      const Batches batches(5, 4, d, true);
      KernelGradient gradient;
      batches.gradient(*kernel, gradient);
      CHECK_FALSE(gradient.epsilon.has_value());
      CHECK(std::abs(gradient.x(1, 0) - slope_in_point(*kernel, batches, true, d)) < 1e-7);
      CHECK(std::abs(gradient.a[2] - slope_in_weight(*kernel, batches, true, 2)) < 1e-7);
      CHECK(std::abs(gradient.b[1] - slope_in_weight(*kernel, batches, false, 1)) < 1e-7);
      CHECK(*gradient.tau == Approx(difference([&](double h) {
                               KernelOptions moved = options;
                               moved.tau += h;
                               return batches.value(*find_kernel("unbalanced")->make(moved));
                             })).epsilon(1e-7));
    }
  }

  TEST_CASE("the envelope of the transport part would be wrong") {
    const KernelPtr whole = find_kernel("entropic")->make(sharp()),
                    part = find_kernel("entropic_transport_cost")->make(sharp());
    CHECK(part->traits().gradient == GradientRule::implicit);
    const Batches batches(5, 5, 2, false);
    KernelGradient by_envelope, true_one;
    batches.gradient(*whole, by_envelope);
    batches.gradient(*part, true_one);
    CHECK((by_envelope.x - true_one.x).cwiseAbs().maxCoeff() > 1e-2);
  }

  TEST_CASE(
      "a translation of both batches changes nothing and of one the squared cost by twice the distance of means") {
    for (const KernelFamily* family : kernel_table()) {
      const KernelPtr kernel = family->make(sharp());
      if (kernel->traits().gradient == GradientRule::none) continue;
      CAPTURE(family->name);
      const Batches batches(6, 6, 2, false);
      KernelGradient gradient;
      batches.gradient(*kernel, gradient);
      const auto sum = gradient.x.colwise().sum().eval();
      CHECK((sum + gradient.y.colwise().sum()).cwiseAbs().maxCoeff() < 1e-12);
      if (!kernel->traits().is_balanced || kernel->traits().is_rooted) continue;
      const auto means = (2 * (batches.x.colwise().mean() - batches.y.colwise().mean())).eval();
      CHECK((sum - means).cwiseAbs().maxCoeff() < 1e-9);
    }
  }

  TEST_CASE("at a tie the plan gives an element between the one-sided slopes") {
    // Two crossing matchings of equal cost: y_0 moves up, and either may be its partner.
    Points x(2, 2), y(2, 2);
    x << 0, 1, 0, -1;
    y << 1, 0, -1, 0;
    for (const char* name : {"transport_cost", "wasserstein"}) {
      const KernelPtr kernel = find_kernel(name)->make(sharp());
      CHECK(kernel->traits().gradient == GradientRule::clarke);
      KernelGradient gradient;
      const VectorView equal{nullptr, 0};
      kernel->gradient(view(x), view(y), equal, equal, gradient);
      const auto value_at = [&](double h) {
        Points moved = y;
        moved(0, 1) += h;
        return kernel->value(view(x), view(moved)).midpoint();
      };
      const double h = 1e-6, right = (value_at(h) - value_at(0)) / h, left = (value_at(0) - value_at(-h)) / h;
      CHECK(left > right + 0.1);  // concave in the plan: the slope falls
      CHECK(gradient.y(0, 1) <= left + 1e-6);
      CHECK(gradient.y(0, 1) >= right - 1e-6);
    }
  }

  TEST_CASE("what has no gradient is refused by name") {
    const Points x = random_points(3, 2, 1);
    KernelGradient gradient;
    const VectorView equal{nullptr, 0};
    const auto refusal = [&](const KernelPtr& kernel, const Vector& a) {
      try {
        kernel->gradient(view(x), view(x), view(a), equal, gradient);
      } catch (const std::exception& error) {
        return std::string(error.what());
      }
      return std::string();
    };
    CHECK(refusal(find_kernel("wasserstein")->make(sharp()), {}).find("distance is 0") != std::string::npos);
    CHECK(refusal(find_kernel("wasserstein")->make(sharp(1)), {}).empty());
    CHECK(gradient.x.cwiseAbs().maxCoeff() == 0);
    CHECK(refusal(find_kernel("entropic")->make(sharp()), Vector{{0.5, 0, 0.5}}).find("a[1] is 0") !=
          std::string::npos);
    for (const KernelFamily* family : kernel_table()) {
      CAPTURE(family->name);
      KernelPtr concave;
      try {
        concave = family->make(sharp(0.5));
      } catch (const std::domain_error&) {
        continue;
      }
      CHECK(concave->traits().gradient == GradientRule::none);
      CHECK_THROWS_AS(concave->gradient(view(x), view(x), equal, equal, gradient), std::logic_error);
    }
  }

  TEST_CASE("the gradient of the complete estimator agrees with differences and averages incomplete ones") {
    const Points x = random_points(5, 2, 8), y = random_points(4, 2, 9);
    for (const char* name : {"transport_cost", "entropic_transport_cost"}) {
      CAPTURE(name);
      const KernelPtr kernel = find_kernel(name)->make(sharp());
      KernelGradient gradient;
      const Certified value = complete_minibatch_gradient(*kernel, view(x), view(y), 2, gradient);
      CHECK(value.midpoint() == Approx(complete_minibatch(*kernel, view(x), view(y), 2).midpoint()).epsilon(1e-9));
      CHECK(gradient.a.size() == 0);
      for (Index entry : {0, 5})
        CHECK(std::abs(gradient.x.data()[entry] - difference([&](double h) {
                         Points moved = x;
                         moved.data()[entry] += h;
                         return complete_minibatch(*kernel, view(moved), view(y), 2).midpoint();
                       })) < 1e-7);
      // C(5, 2) C(4, 2) pairs, each once
      IncompleteMinibatch all({.m = 2, .k = 60, .pairs = PairLaw::distinct});
      KernelGradient incomplete;
      const Stream stream(stream_key(1, "gradients_test", "pairs"), 0);
      CHECK(all.gradient(*kernel, view(x), view(y), stream, incomplete).midpoint() ==
            Approx(value.midpoint()).epsilon(1e-9));
      CHECK((incomplete.x - gradient.x).cwiseAbs().maxCoeff() < 1e-9);
      CHECK((incomplete.y - gradient.y).cwiseAbs().maxCoeff() < 1e-9);
    }
  }
}
