#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "mongecarlo/minibatch/complete.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"
#include "mongecarlo/minibatch/univariate_complete.hpp"

// Laws of minibatch estimators on generated data: small samples, coordinates on a grid so that ties and repeated points
// are common. RapidCheck shrinks what fails; its seed is fixed here, so that a run says the same every time.

using namespace mongecarlo;

namespace {

struct FixedSeed {
  FixedSeed() { setenv("RC_PARAMS", "seed=20261121 max_success=60", 0); }
} const fixed_seed;

/// n points of R^d with coordinates in {0, 1/4, ..., 2}.
Points points_on_a_grid(Index n, Index d) {
  Points points(n, d);
  for (Index i = 0; i < points.size(); ++i) points.data()[i] = *rc::gen::inRange(0, 9) / 4.0;
  return points;
}

template <class Property>
void holds(const std::string& what, Property property) {
  CHECK_MESSAGE(rc::check(what, property), what);
}

}  // namespace

TEST_SUITE("law") {
  TEST_CASE("averaged plans of balanced kernels are admissible for any data") {
    for (const KernelFamily* family : kernel_table()) {
      const auto kernel = family->make({.epsilon = 0.5});
      if (!kernel->traits().is_balanced || !kernel->traits().has_plan) continue;
      holds(std::string(family->name), [&] {
        const Index n = *rc::gen::inRange(1, 5), m = *rc::gen::inRange(1, static_cast<int>(n) + 1);
        const Points x = points_on_a_grid(n, 2), y = points_on_a_grid(n, 2);
        Matrix plan;
        complete_minibatch_plan(*kernel, view(x), view(y), m, plan);
        const double share = 1.0 / static_cast<double>(n);
        RC_ASSERT((plan.rowwise().sum().array() - share).abs().maxCoeff() < 1e-8);
        RC_ASSERT((plan.colwise().sum().array() - share).abs().maxCoeff() < 1e-8);
      });
    }
  }

  TEST_CASE("estimates do not depend on the order of the points") {
    for (const KernelFamily* family : kernel_table()) {
      const auto kernel = family->make({.epsilon = 0.5});
      holds(std::string(family->name), [&] {
        const Points x = points_on_a_grid(4, 2), y = points_on_a_grid(4, 2);
        const Points turned = x.colwise().reverse();
        const double before = complete_minibatch(*kernel, view(x), view(y), 2).midpoint();
        RC_ASSERT(std::abs(complete_minibatch(*kernel, view(turned), view(y), 2).midpoint() - before) <
                  kernel->traits().certificate_width);
      });
    }
  }

  TEST_CASE("the closed form on the line agrees with enumeration for tied and repeated points") {
    const auto kernel = find_kernel("transport_cost")->make({});
    holds("closed form", [&] {
      const Index n = *rc::gen::inRange(1, 6), other = *rc::gen::inRange(1, 6);
      const Index m = *rc::gen::inRange(1, static_cast<int>(std::min(n, other)) + 1);
      const Points x = points_on_a_grid(n, 1), y = points_on_a_grid(other, 1);
      const double closed = UnivariateComplete(n, other, m)({x.data(), static_cast<std::size_t>(n)},
                                                            {y.data(), static_cast<std::size_t>(other)});
      RC_ASSERT(std::abs(complete_minibatch(*kernel, view(x), view(y), m).midpoint() - closed) < 1e-12);
    });
  }

  TEST_CASE("larger batches never cost more and never less than the whole sample") {
    for (const KernelFamily* family : kernel_table()) {
      const auto kernel = family->make({.epsilon = 0.5});
      if (!kernel->traits().is_transport_value) continue;
      holds(std::string(family->name), [&] {
        const Points x = points_on_a_grid(4, 2), y = points_on_a_grid(4, 2);
        double previous = complete_minibatch(*kernel, view(x), view(y), 1).upper;
        for (Index m = 2; m <= 4; ++m) {
          const Certified value = complete_minibatch(*kernel, view(x), view(y), m);
          RC_ASSERT(value.lower <= previous + 1e-9);
          previous = value.upper;
        }
      });
    }
  }

  TEST_CASE("a property that does not hold is found to fail") {
    const auto rooted = find_kernel("wasserstein")->make({});
    CHECK_FALSE(rc::check("rooted batches are monotone too", [&] {
      const Points x = points_on_a_grid(2, 1), y = points_on_a_grid(2, 1);
      RC_ASSERT(complete_minibatch(*rooted, view(x), view(y), 1).upper >=
                complete_minibatch(*rooted, view(x), view(y), 2).lower - 1e-9);
    }));
  }
}
