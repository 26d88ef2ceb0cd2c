#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "mongecarlo/measure/distributions/circle.hpp"
#include "mongecarlo/transport/certificate.hpp"
#include "mongecarlo/transport/semidiscrete_ascent.hpp"
#include "mongecarlo/transport/stochastic_average_gradient.hpp"
#include "mongecarlo/transport/stochastic_dual_ascent.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

constexpr const char* kSolvers[] = {"semidual_ascent", "semidual_average_gradient", "dual_ascent"};

/// To the digits that the truths are known to.
bool holds(const Certified& enclosure, double value) {
  return enclosure.lower <= value + 1e-11 && value - 1e-11 <= enclosure.upper;
}

struct TwoPoints {
  Matrix cost{{0, 1}, {1, 0}};
  Vector a{{0.3, 0.7}}, b{{0.6, 0.4}};
  double epsilon = 0.5, value = 0.393940459421;  // by the closed form of the plan
  Problem problem() const { return problem_from_matrix(cost, a, b); }
};

/// n equally spaced points of the unit circle.
Points around_the_circle(Index n) {
  Points points(n, 2);
  for (Index i = 0; i < n; ++i) {
    const double angle = 2 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n);
    points.row(i) << std::cos(angle), std::sin(angle);
  }
  return points;
}

double spread(const Vector& v) { return v.maxCoeff() - v.minCoeff(); }

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("stochastic solvers enclose the value of two points and their averages come close") {
    const TwoPoints two;
    for (const char* solver : kSolvers)
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        CAPTURE(solver);
        CAPTURE(seed);
        const Result r = solve(solver, two.problem(), {.epsilon = two.epsilon, .max_iterations = 50000, .seed = seed});
        CHECK(holds(r.certified_objective, two.value));
        CHECK(r.certified_objective.gap() < 2e-3);
        CHECK(r.dual_objective <= two.value + 1e-12);
      }
  }

  TEST_CASE("the average gradient method reaches the closed form and says that it converged") {
    const TwoPoints two;
    const Result r = solve("semidual_average_gradient", two.problem(), {.epsilon = two.epsilon, .tolerance = 1e-12});
    CHECK(r.termination == Termination::converged);
    CHECK(r.objective == doctest::Approx(two.value).epsilon(1e-11));
    CHECK(r.marginal_error <= 1e-12);
    CHECK(r.dense_plan(0, 0) == doctest::Approx(0.293122448132).epsilon(1e-11));
  }

  TEST_CASE("stochastic solvers agree with the entropic one for weights with zeros and any mass") {
    Numbers numbers(11);
    for (const double mass : {1.0, 7.5}) {
      const Matrix cost = numbers.matrix(9, 7);
      Vector a = numbers.weights(9), b = numbers.weights(7);
      a[2] = b[0] = b[6] = 0;
      a *= mass / a.sum();
      b *= mass / b.sum();
      const Problem problem = problem_from_matrix(cost, a, b);
      const Result exact = solve("entropic", problem, {.epsilon = 0.1, .tolerance = 1e-12});
      for (const char* solver : kSolvers) {
        CAPTURE(solver);
        const SolverOptions options{.epsilon = 0.1, .max_iterations = 60000};
        const Result r = solve(solver, problem, options);
        CHECK(holds(r.certified_objective, exact.objective));
        CHECK(r.certified_objective.gap() < 0.02 * mass);
        CHECK(r.f.allFinite());
        CHECK(r.g.allFinite());
        const Certificate certificate = certify(*find_solver(solver), options, problem, r);
        for (const std::string& fault : certificate.faults) FAIL_CHECK(fault);
      }
      const Result sharp = solve("semidual_average_gradient", problem, {.epsilon = 0.1, .tolerance = 1e-11});
      CHECK(sharp.objective == doctest::Approx(exact.objective).epsilon(1e-10));
    }
  }

  TEST_CASE("an ascent that has not come far says so") {
    Numbers numbers(12);
    const Matrix cost = numbers.matrix(20, 20);
    for (const char* solver : kSolvers) {
      const Result r = solve(solver, problem_from_matrix(cost, {}, {}), {.epsilon = 0.02, .max_iterations = 100});
      CHECK(r.termination == Termination::iteration_limit);
      CHECK(r.iterations == 100);
      CHECK(r.marginal_error > 1e-9);
      CHECK(holds(r.certified_objective,
                  solve("entropic", problem_from_matrix(cost, {}, {}), {.epsilon = 0.02}).objective));
    }
  }

  TEST_CASE("the same seed draws the same and another seed does not") {
    const TwoPoints two;
    for (const char* solver : {"semidual_ascent", "dual_ascent"}) {
      const auto value = [&](std::uint64_t seed) {
        return solve(solver, two.problem(), {.epsilon = two.epsilon, .max_iterations = 1000, .seed = seed})
            .dual_objective;
      };
      CHECK(value(4) == value(4));
      CHECK(value(4) != value(5));
    }
  }

  TEST_CASE("the average is nearer to the optimum than the last iterate") {
    const TwoPoints two;
    Semidual semidual;
    semidual.prepare(view(two.b), two.epsilon);
    Vector share(2);
    const auto value = [&](const Vector& v) {
      double total = 0;
      for (Index i = 0; i < 2; ++i) total += two.a[i] * semidual.value(&two.cost(i, 0), v, share.data());
      return total;
    };
    double average = 0, last = 0;
    for (std::uint64_t replicate = 0; replicate < 40; ++replicate) {
      StochasticAscent ascent;
      ascent.start(view(two.b), two.epsilon, AscentSteps::standard(2, two.epsilon));
      Stream stream(stream_key(1, "stochastic_dual_test", "average"), replicate);
      for (int k = 0; k < 3000; ++k) ascent.step(&two.cost(stream.uniform() < two.a[0] ? 0 : 1, 0));
      average += (two.value - value(ascent.average())) / 40;
      last += (two.value - value(ascent.last())) / 40;
    }
    CHECK(average > 0);
    CHECK(last > 5 * average);
  }

  TEST_CASE("the potential of equally spaced points on the circle is constant") {
    const Index m = 12;
    const double epsilon = 0.3;
    // c = |x - y|^2 / 2 = 1 - cos has the value 1 - epsilon log I_0(1 / epsilon); with |x - y|^2 both are doubled.
    const double value = 2 * 0.442270309461;
    SemidiscreteAscent ascent(make_circle(1), around_the_circle(m), {}, GroundCost::squared_euclidean(),
                              {.epsilon = 2 * epsilon});
    Stream stream(stream_key(1, "stochastic_dual_test", "circle"), 0);
    ascent.advance(40000, stream);
    CHECK(ascent.steps() == 40000);
    CHECK(spread(ascent.average()) < 0.05);
    CHECK(spread(ascent.last()) > spread(ascent.average()));
    const Vector constant = Vector::Zero(m);
    double at_constant = 0, at_average = 0;
    const int rounds = 4000;
    for (int k = 0; k < rounds; ++k) {
      const double angle = 2 * std::numbers::pi * (k + 0.5) / rounds;
      const double x[] = {std::cos(angle), std::sin(angle)};
      at_constant += ascent.value_at(x, constant) / rounds;
      at_average += ascent.value_at(x, ascent.average()) / rounds;
    }
    CHECK(at_constant == doctest::Approx(value).epsilon(1e-9));
    CHECK(at_average < value);
    CHECK(at_average > value - 1e-3);
  }

  TEST_CASE("a step of the dual ascent solves its own equation") {
    for (const double cost : {-50.0, -1.0, -0.01, 0.0, 0.3, 2.0, 300.0}) {
      CAPTURE(cost);
      StochasticDualAscent ascent;
      ascent.start(1, 1, 0.5);
      ascent.step(0, 0, cost);
      const double u = ascent.last_source()[0];
      CHECK(u == ascent.last_target()[0]);
      CHECK(u == doctest::Approx(0.5 * (1 - std::exp((2 * u - cost) / 0.5))).epsilon(1e-9));
    }
  }

  TEST_CASE("the average of the dual ascent is the mean of its iterates") {
    StochasticDualAscent ascent;
    ascent.start(3, 2, 0.2);
    Numbers numbers(13);
    Vector u_sum = Vector::Zero(3), v_sum = Vector::Zero(2), u, v;
    for (int k = 0; k < 50; ++k) {
      ascent.step(static_cast<Index>(3 * numbers.next()), static_cast<Index>(2 * numbers.next()), numbers.next());
      u_sum += ascent.last_source();
      v_sum += ascent.last_target();
    }
    ascent.average(u, v);
    CHECK((u - u_sum / 50).lpNorm<Eigen::Infinity>() < 1e-13);
    CHECK((v - v_sum / 50).lpNorm<Eigen::Infinity>() < 1e-13);
  }

  TEST_CASE("steps fall as they should and start no longer than the smoothness allows") {
    const AscentSteps steps = AscentSteps::standard(10, 0.1, 0.75);
    CHECK(steps(1) == 0.2);
    CHECK(steps(10000) == doctest::Approx(1e-3));
    CHECK(AscentSteps::standard(10, 0.1)(10000) == doctest::Approx(1e-2));
  }

  TEST_CASE("what the stochastic solvers cannot use is refused by name") {
    const TwoPoints two;
    for (const char* solver : kSolvers) {
      CHECK(mentions(complaint([&] { solve(solver, two.problem(), {}); }), "epsilon is 0"));
      CHECK(mentions(complaint([&] { solve(solver, two.problem(), {.epsilon = 1, .max_iterations = 0}); }),
                     "max_iterations is 0"));
      Matrix bad = two.cost;
      bad(1, 0) = std::numeric_limits<double>::quiet_NaN();
      CHECK(
          mentions(complaint([&] { solve(solver, problem_from_matrix(bad, two.a, two.b), {.epsilon = 1}); }), "cost["));
    }
    const auto make = [&](Points targets, Vector weights, SemidiscreteAscent::Settings settings) {
      return complaint(
          [&] { SemidiscreteAscent(make_circle(1), targets, weights, GroundCost::squared_euclidean(), settings); });
    };
    const Points targets = around_the_circle(3);
    CHECK(mentions(make(targets, {}, {.epsilon = -1}), "epsilon is -1"));
    CHECK(mentions(make(targets, {}, {.epsilon = 1, .decay = 0.25}), "decay is 0.25"));
    CHECK(mentions(make(targets, Vector::Ones(2), {.epsilon = 1}), "weights has size 2"));
    CHECK(mentions(make(targets, Vector{{1, 0, 1}}, {.epsilon = 1}), "weight of a target is 0"));
    CHECK(mentions(make(Points::Zero(3, 5), {}, {.epsilon = 1}), "columns of targets has size 5"));
    CHECK(mentions(make(Points(0, 2), {}, {.epsilon = 1}), "targets is empty"));
  }
}
