#include <doctest/doctest.h>

#include <cmath>
#include <numbers>
#include <stdexcept>

#include "mongecarlo/minibatch/complete.hpp"
#include "mongecarlo/minibatch/debiased.hpp"
#include "mongecarlo/minibatch/expectation.hpp"
#include "mongecarlo/minibatch/incomplete.hpp"
#include "mongecarlo/minibatch/kernel_family.hpp"
#include "mongecarlo/minibatch/univariate_complete.hpp"

using namespace mongecarlo;

namespace {

KernelPtr kernel(const char* name, double power = 2) {
  return find_kernel(name)->make({.ground_cost = GroundCost::euclidean(power)});
}

Points random_points(Index n, Index d, std::uint64_t replicate) {
  Stream stream(stream_key(7, "estimators_test", "points"), replicate);
  Points points(n, d);
  for (Index i = 0; i < points.size(); ++i) points.data()[i] = stream.uniform();
  return points;
}

std::span<const double> values(const Points& points) {
  return {points.data(), static_cast<std::size_t>(points.size())};
}

double choose(Index n, Index k) {
  if (k < 0 || k > n) return 0;
  double value = 1;
  for (Index r = 1; r <= k; ++r) value = value * static_cast<double>(n - k + r) / static_cast<double>(r);
  return value;
}

Points circle(int count, double phi) {
  Points points(count, 2);
  for (Index i = 0; i < count; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / count + phi;
    points.row(i) << std::cos(angle), std::sin(angle);
  }
  return points;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("the law of ranks is the ratio of binomial coefficients") {
    for (Index n = 1; n <= 9; ++n)
      for (Index m = 1; m <= n; ++m) {
        const Matrix law = rank_law(n, m);
        for (Index r = 1; r <= m; ++r)
          for (Index j = 1; j <= n; ++j)
            CHECK(law(r - 1, j - 1) ==
                  doctest::Approx(choose(j - 1, r - 1) * choose(n - j, m - r) / choose(n, m)).epsilon(1e-12));
      }
  }

  TEST_CASE("the law of ranks stays a probability for ten thousand points") {
    const Matrix law = rank_law(10000, 64);
    CHECK(law.allFinite());
    CHECK((law.rowwise().sum().array() - 1).abs().maxCoeff() < 1e-12);
    // Ranks of a batch together: each point is drawn with probability m / n.
    CHECK((law.colwise().sum().array() - 0.0064).abs().maxCoeff() < 1e-12);
  }

  TEST_CASE("a batch larger than the sample has no ranks") {
    CHECK_THROWS_WITH_AS(rank_law(3, 4), "rank_law: m is 4, but must be at most 3", std::domain_error);
    CHECK_THROWS_WITH_AS(rank_law(3, 0), "rank_law: m is 0, but must be at least 1", std::domain_error);
  }

  TEST_CASE("the complete estimator by enumeration and by ranks agree on the line") {
    const auto h = kernel("transport_cost");
    for (Index n = 1; n <= 6; ++n)
      for (Index m = 1; m <= n; ++m) {
        const Points x = random_points(n, 1, 1), y = random_points(n, 1, 2);
        const Certified enumerated = complete_minibatch(*h, view(x), view(y), m);
        CHECK(UnivariateComplete(n, n, m)(values(x), values(y)) ==
              doctest::Approx(enumerated.midpoint()).epsilon(1e-12));
        CHECK(enumerated.gap() < 1e-12);
      }
  }

  TEST_CASE("samples of different sizes and clouds far from the origin lose nothing") {
    Points x = random_points(6, 1, 3), y = random_points(4, 1, 4);
    const double near = UnivariateComplete(6, 4, 2)(values(x), values(y));
    CHECK(near == doctest::Approx(complete_minibatch(*kernel("transport_cost"), view(x), view(y), 2).midpoint()));
    // Powers of two: adding the shift rounds the points but nothing else.
    x.array() += 1024;
    y.array() += 1024;
    CHECK(UnivariateComplete(6, 4, 2)(values(x), values(y)) == doctest::Approx(near).epsilon(1e-11));
  }

  TEST_CASE("the averaged plan has uniform marginals and its cost is the estimate") {
    const Points x = random_points(5, 2, 5), y = random_points(5, 2, 6);
    Matrix cost, plan;
    GroundCost::squared_euclidean().fill(view(x), view(y), cost);
    for (Index m = 1; m <= 5; ++m) {
      const Certified value = complete_minibatch_plan(*kernel("transport_cost"), view(x), view(y), m, plan);
      CHECK((plan.rowwise().sum().array() - 0.2).abs().maxCoeff() < 1e-14);
      CHECK((plan.colwise().sum().array() - 0.2).abs().maxCoeff() < 1e-14);
      CHECK(plan.cwiseProduct(cost).sum() == doctest::Approx(value.midpoint()).epsilon(1e-12));
    }
  }

  TEST_CASE("the averaged plan on the line follows the closed form by ranks") {
    for (Index n = 1; n <= 6; ++n)
      for (Index m = 1; m <= n; ++m) {
        Points x = random_points(n, 1, 7), y = random_points(n, 1, 8);
        std::sort(x.data(), x.data() + n);
        std::sort(y.data(), y.data() + n);
        Matrix plan;
        complete_minibatch_plan(*kernel("transport_cost"), view(x), view(y), m, plan);
        CHECK((plan - univariate_complete_plan(n, n, m)).cwiseAbs().maxCoeff() < 1e-14);
      }
  }

  TEST_CASE("the full batch is the plug in estimator and the batch of one the product plan") {
    const Points x = random_points(4, 2, 9), y = random_points(4, 2, 10);
    Matrix plan;
    complete_minibatch_plan(*kernel("transport_cost"), view(x), view(y), 1, plan);
    CHECK((plan.array() - 1.0 / 16).abs().maxCoeff() < 1e-15);
    CHECK(complete_minibatch(*kernel("transport_cost"), view(x), view(y), 4).midpoint() ==
          doctest::Approx(kernel("transport_cost")->value(view(x), view(y)).midpoint()));
  }

  TEST_CASE("an enumeration beyond reach is refused by name") {
    const Points x = random_points(60, 1, 11);
    CHECK_THROWS_AS(complete_minibatch(*kernel("transport_cost"), view(x), view(x), 5), std::domain_error);
  }

  TEST_CASE("drawing every pair once gives the complete estimator") {
    const Points x = random_points(4, 2, 12), y = random_points(4, 2, 13);
    const auto h = kernel("transport_cost");
    IncompleteMinibatch all({.m = 2, .k = 36, .pairs = PairLaw::distinct});
    const Stream stream(stream_key(1, "test", "pairs"), 0);
    CHECK(all(*h, view(x), view(y), stream).midpoint() ==
          doctest::Approx(complete_minibatch(*h, view(x), view(y), 2).midpoint()).epsilon(1e-12));
    IncompleteMinibatch more({.m = 2, .k = 37, .pairs = PairLaw::distinct});
    CHECK_THROWS_WITH_AS(more(*h, view(x), view(y), stream),
                         "IncompleteMinibatch: k is 37, but there are only 36 distinct pairs", std::domain_error);
  }

  TEST_CASE("the incomplete plan carries the incomplete estimate") {
    const Points x = random_points(5, 2, 14), y = random_points(6, 2, 15);
    const auto h = kernel("transport_cost");
    IncompleteMinibatch estimator({.m = 3, .k = 7});
    const Stream stream(stream_key(1, "test", "plan"), 0);
    Matrix cost, plan;
    GroundCost::squared_euclidean().fill(view(x), view(y), cost);
    const Certified value = estimator.plan(*h, view(x), view(y), stream, plan);
    CHECK(plan.sum() == doctest::Approx(1));
    CHECK(plan.cwiseProduct(cost).sum() == doctest::Approx(value.midpoint()).epsilon(1e-12));
    CHECK(estimator(*h, view(x), view(y), stream).midpoint() == doctest::Approx(value.midpoint()).epsilon(1e-12));
  }

  TEST_CASE("the marginals of the incomplete plan are the sums of its rows and columns") {
    for (const KernelFamily* family : kernel_table())
      for (SubsetLaw law : {SubsetLaw::without_replacement, SubsetLaw::with_replacement}) {
        CAPTURE(family->name);
        const auto h = family->make({});
        if (!h->traits().has_plan) continue;
        const Points x = random_points(5, 2, 14), y = random_points(6, 2, 15);
        IncompleteMinibatch estimator({.m = 3, .k = 7, .law = law});
        const Stream stream(stream_key(1, "test", "plan"), 0);
        Matrix plan;
        Vector source, target;
        const Certified value = estimator.plan(*h, view(x), view(y), stream, plan);
        CHECK(estimator.marginals(*h, view(x), view(y), stream, source, target).midpoint() == value.midpoint());
        REQUIRE(source.size() == 5);
        REQUIRE(target.size() == 6);
        CHECK((plan.rowwise().sum() - source).cwiseAbs().maxCoeff() < 1e-15);
        CHECK((plan.colwise().sum().transpose() - target).cwiseAbs().maxCoeff() < 1e-15);
      }
  }

  TEST_CASE("bad batch options are refused by name") {
    CHECK_THROWS_WITH_AS(IncompleteMinibatch({.m = 0, .k = 1}), "IncompleteMinibatch: m is 0, but must be at least 1",
                         std::domain_error);
    CHECK_THROWS_WITH_AS(IncompleteMinibatch({.m = 1, .k = 0}), "IncompleteMinibatch: k is 0, but must be at least 1",
                         std::domain_error);
    IncompleteSelfTerm self({.m = 3, .k = 1});
    const Points x = random_points(5, 1, 16);
    CHECK_THROWS_WITH_AS(self(*kernel("transport_cost"), view(x), Stream(StreamKey{}, 0)),
                         "IncompleteSelfTerm: 2 m is 6, but must be at most 5", std::domain_error);
  }

  TEST_CASE("disjoint self terms never share a point") {
    // Points that are equal only to themselves: a shared one would show as a zero among distances of at least one.
    Points x(4, 1);
    x << 0, 1, 3, 7;
    IncompleteSelfTerm self({.m = 2, .k = 1});
    double smallest = 1e9;
    for (std::uint64_t replicate = 0; replicate < 200; ++replicate)
      smallest = std::min(smallest, self(*kernel("transport_cost", 1), view(x), Stream(StreamKey{5}, replicate)).lower);
    // The three splits of four points: {0,1|3,7}, {0,3|1,7}, {0,7|1,3} with W_1 = 4.5, 2.5, 2.5.
    CHECK(smallest == doctest::Approx(2.5));
  }

  TEST_CASE("the debiased loss on the circle is negative where it is known to be") {
    const Points x = circle(8, 0), y = circle(8, std::numbers::pi / 16);
    const auto h = kernel("transport_cost");
    const double without = complete_debiased(*h, view(x), view(y), 2, SubsetLaw::without_replacement).midpoint();
    const double with = complete_debiased(*h, view(x), view(y), 2, SubsetLaw::with_replacement).midpoint();
    CHECK(without == doctest::Approx(-0.01274).epsilon(1e-3));
    CHECK(with == doctest::Approx(-0.00975).epsilon(1e-3));
  }

  TEST_CASE("the expectation over atoms equals the sum over all tuples") {
    Distribution::Atoms alpha{random_points(3, 2, 17), Vector(3)}, beta{random_points(2, 2, 18), Vector(2)};
    alpha.weights << 0.5, 0.2, 0.3;
    beta.weights << 0.75, 0.25;
    const auto h = kernel("transport_cost");
    double sum = 0;
    Matrix x, y;
    for_each_batch(3, 2, SubsetLaw::with_replacement, [&](Batch source) {
      gather(view(alpha.points), source, x);
      for_each_batch(2, 2, SubsetLaw::with_replacement, [&](Batch target) {
        gather(view(beta.points), target, y);
        sum += alpha.weights[source[0]] * alpha.weights[source[1]] * beta.weights[target[0]] * beta.weights[target[1]] *
               h->value(view(x), view(y)).midpoint();
      });
    });
    CHECK(minibatch_expectation(*h, alpha, beta, 2).midpoint() == doctest::Approx(sum).epsilon(1e-12));
  }
}
