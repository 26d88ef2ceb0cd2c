// What simulations hold against the samples: closed forms against enumeration and against published numbers.
#include <doctest/doctest.h>

#include <cmath>

#include "curse_of_dimension/regular_tree.hpp"
#include "models/binomial_deviation.hpp"
#include "models/plain_sinkhorn.hpp"

using namespace mongecarlo;
using curse_of_dimension::RegularTree;

namespace {

// The average of W_p^p over all samples of n leaves.
double enumerated(const RegularTree& tree, int n) {
  const std::uint64_t leaves = tree.leaves();
  std::uint64_t samples = 1;
  for (int i = 0; i < n; ++i) samples *= leaves;
  double sum = 0;
  for (std::uint64_t code = 0; code < samples; ++code) {
    std::vector<std::uint64_t> sample;
    for (std::uint64_t rest = code; sample.size() < static_cast<std::size_t>(n); rest /= leaves)
      sample.push_back(rest % leaves);
    sum += tree.distance_to_law(sample);
  }
  return sum / static_cast<double>(samples);
}

}  // namespace

TEST_SUITE("claim") {
  TEST_CASE("the mean distance on a tree is that over all samples") {
    for (const RegularTree& tree : {RegularTree{2, 2, 1}, RegularTree{2, 3, 2}, RegularTree{3, 2, 1}})
      for (const int n : {1, 2, 3, 4})
        CHECK(tree.expected_distance(n) == doctest::Approx(enumerated(tree, n)).epsilon(1e-12));
  }

  TEST_CASE("the published slopes of exact trees come out") {
    const auto slope = [](int children, double from, double to) {
      const RegularTree tree{children, static_cast<int>(40 / std::log2(children)), 1};
      return std::log(tree.expected_distance(to) / tree.expected_distance(from)) / std::log(to / from);
    };
    // Between 10^3 and 10^6 they lie between those of its first and of its last doubling.
    CHECK(slope(2, 1e3, 1e6) == doctest::Approx(-0.4985).epsilon(0.003));
    CHECK(slope(4, 1e3, 1e6) == doctest::Approx(-0.42).epsilon(0.05));
    CHECK(slope(8, 1e3, 1e6) == doctest::Approx(-0.308).epsilon(0.04));
    CHECK(slope(16, 1e3, 1e6) == doctest::Approx(-0.246).epsilon(0.04));
  }

  TEST_CASE("distances of leaves are ultrametric and sum to the distance of samples") {
    const RegularTree tree{3, 3, 1};
    CHECK(tree.cost(4, 4) == 0);
    CHECK(tree.cost(0, 1) == 0.25);
    CHECK(tree.cost(0, 3) == 0.5);
    CHECK(tree.cost(0, 26) == 1);
    std::vector<std::uint64_t> one{0}, other{3};
    CHECK(tree.distance(one, other) == doctest::Approx(0.5));
    std::vector<std::uint64_t> two{0, 26}, others{1, 9};
    CHECK(tree.distance(two, others) == doctest::Approx(0.5 * (0.25 + 1)));
  }

  // Two points, r = .3, s = .6, cost 0/1, epsilon .5.
  TEST_CASE("plain Sinkhorn ends at the published plan of two points") {
    models::EntropicProblem problem = models::swapped_weights(0.4, 0.5);
    problem.a << 0.3, 0.7;
    problem.b << 0.6, 0.4;
    models::PlainSinkhorn iteration(problem);
    for (int k = 0; k < 100; ++k) iteration.cycle();
    CHECK(iteration.plan()(0, 0) == doctest::Approx(0.293122448132).epsilon(1e-11));
    CHECK(iteration.dual() == doctest::Approx(0.393940459421).epsilon(1e-11));
    CHECK(iteration.update_rows_and_tell_violation() < 1e-14);
    CHECK(problem.contraction() == doctest::Approx(std::tanh(1.0)));
  }

  TEST_CASE("the mean deviation of a binomial variable is the sum over its values") {
    for (int trials : {1, 2, 7, 30})
      for (double p : {0.01, 1.0 / 7, 0.5, 0.93, 1.0}) {
        double sum = 0, choose = 1;
        for (int v = 0; v <= trials; ++v) {
          sum += choose * std::pow(p, v) * std::pow(1 - p, trials - v) * std::abs(v - trials * p);
          choose *= static_cast<double>(trials - v) / (v + 1);
        }
        CHECK(models::binomial_deviation(trials, p) == doctest::Approx(sum).epsilon(1e-13));
      }
  }
}
