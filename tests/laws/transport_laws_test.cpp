#include <doctest/doctest.h>

#include <cmath>

#include "unit/transport/problems.hpp"

// Laws that every solver must obey, whatever the value is: the optimum is compared with the optimum of another problem,
// never with a remembered number. Enclosures make the comparison exact: two enclosures of one number must meet.

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

constexpr int kRounds = 12;

struct Instance {
  Matrix x, y;
  Vector a, b;
};

Instance draw(std::uint64_t seed, Index d) {
  Numbers numbers(seed);
  const Index n = 2 + static_cast<Index>(10 * numbers.next()), m = 2 + static_cast<Index>(10 * numbers.next());
  return {numbers.matrix(n, d), numbers.matrix(m, d), numbers.weights(n), numbers.weights(m)};
}

SolverOptions options(double epsilon = 0.1) {
  return {.epsilon = epsilon, .tau_source = 0.7, .tau_target = 1.5, .tolerance = 1e-11};
}

constexpr long long kDraws = 20000;  // of the stochastic solvers

Result value_of(const SolverFamily* family, const Instance& instance, const GroundCost& ground,
                const SolverOptions& with) {
  Result result;
  SolverOptions bounded = with;
  if (family->is_stochastic) bounded.max_iterations = kDraws;
  const GroundCost taken = cost_for(*family, ground);
  family->make(bounded)->solve(problem_from_points(instance.x, instance.y, taken, instance.a, instance.b), result);
  return result;
}

// Two enclosures of one number, the second of which is known only up to `noise` (a rounded input).
bool meet(const SolverFamily* family, const Certified& p, const Certified& q, double noise) {
  const double widest = family->is_stochastic ? 0.5 : 1e-6;
  return p.lower <= q.upper + noise && q.lower <= p.upper + noise && p.gap() < widest && q.gap() < widest;
}

Instance reversed(const Instance& instance) {
  return {instance.x.colwise().reverse(), instance.y, instance.a.reverse(), instance.b};
}

// Every source point twice, with half its weight.
Instance split(const Instance& instance) {
  const Index n = instance.a.size();
  Instance result{Matrix(2 * n, instance.x.cols()), instance.y, Vector(2 * n), instance.b};
  result.x << instance.x, instance.x;
  result.a << 0.5 * instance.a, 0.5 * instance.a;
  return result;
}

template <class Law>
void for_every_solver(Law&& law) {
  for (const SolverFamily* family : solver_table()) {
    if (family->compares_distances) continue;  // the laws of gromov_wasserstein_test.cpp
    for (std::uint64_t seed = 1; seed <= kRounds; ++seed) {
      CAPTURE(family->name);
      CAPTURE(seed);
      law(family, draw(seed, family->domain != PointDomain::anywhere ? 1 : 1 + static_cast<Index>(seed % 3)));
    }
  }
}

}  // namespace

TEST_SUITE("law") {
  TEST_CASE("the order of the points does not matter") {
    for_every_solver([](const SolverFamily* family, const Instance& instance) {
      const auto ground = GroundCost::squared_euclidean();
      CHECK(meet(family, value_of(family, instance, ground, options()).certified_objective,
                 value_of(family, reversed(instance), ground, options()).certified_objective, 1e-13));
    });
  }

  TEST_CASE("a point may be split in two with half the weight each") {
    for_every_solver([](const SolverFamily* family, const Instance& instance) {
      const auto ground = GroundCost::euclidean(1.5);
      CHECK(meet(family, value_of(family, instance, ground, options()).certified_objective,
                 value_of(family, split(instance), ground, options()).certified_objective, 1e-13));
    });
  }

  TEST_CASE("source and target may be exchanged") {
    for_every_solver([](const SolverFamily* family, const Instance& instance) {
      const Instance exchanged{instance.y, instance.x, instance.b, instance.a};
      SolverOptions swapped = options();
      std::swap(swapped.tau_source, swapped.tau_target);
      const auto ground = GroundCost::euclidean();
      CHECK(meet(family, value_of(family, instance, ground, options()).certified_objective,
                 value_of(family, exchanged, ground, swapped).certified_objective, 1e-13));
    });
  }

  TEST_CASE("points twice as far cost four times as much with all strengths times four") {
    for_every_solver([](const SolverFamily* family, const Instance& instance) {
      if (family->domain == PointDomain::circle) return;  // its circumference would have to grow as well
      const Instance scaled{2 * instance.x, 2 * instance.y, instance.a, instance.b};
      SolverOptions with = options();
      with.epsilon *= 4;
      with.tau_source *= 4;
      with.tau_target *= 4;
      const auto ground = GroundCost::squared_euclidean();
      CHECK(meet(family, 4.0 * value_of(family, instance, ground, options()).certified_objective,
                 value_of(family, scaled, ground, with).certified_objective, 1e-12));
    });
  }

  TEST_CASE("moving one cloud adds what the means say for the squared cost") {
    for_every_solver([](const SolverFamily* family, const Instance& instance) {
      if (family->uses_tau) return;                       // mass that is not moved does not pay
      if (family->domain == PointDomain::circle) return;  // a turn is no translation
      if (family->is_sliced) return;                      // only the part of it along each line
      Instance moved = instance;
      moved.y.rowwise() += Eigen::RowVectorXd::Constant(moved.y.cols(), 0.75);
      const Vector mean_x = instance.x.transpose() * instance.a, mean_y = instance.y.transpose() * instance.b;
      // S(a, b + t) gains the same as V: the self-terms do not move.
      const double gain = 0.75 * 0.75 * static_cast<double>(instance.x.cols()) - 2 * 0.75 * (mean_x - mean_y).sum();
      const auto ground = GroundCost::squared_euclidean();
      CHECK(meet(family, value_of(family, instance, ground, options()).certified_objective + Certified(gain),
                 value_of(family, moved, ground, options()).certified_objective, 1e-12));
    });
  }

  TEST_CASE("the value grows with epsilon between exact and product") {
    for (std::uint64_t seed = 1; seed <= kRounds; ++seed) {
      const Instance instance = draw(seed, 2);
      const auto ground = GroundCost::squared_euclidean();
      Matrix cost;
      ground.fill(view(instance.x), view(instance.y), cost);
      double before = value_of(find_solver("exact"), instance, ground, {}).certified_objective.lower;
      for (double epsilon : {0.02, 0.1, 0.5, 2.0, 50.0}) {
        const Certified value =
            value_of(find_solver("entropic"), instance, ground, options(epsilon)).certified_objective;
        CHECK(value.upper >= before);
        before = value.lower;
      }
      CHECK(before <= instance.a.dot(cost * instance.b) + 1e-12);
    }
  }

  TEST_CASE("potentials are the derivative of the value") {
    for (const char* name : {"entropic", "unbalanced", "sinkhorn_divergence"}) {
      const Instance instance = draw(5, 2);
      const auto ground = GroundCost::squared_euclidean();
      SolverOptions sharp = options();
      sharp.tolerance = 1e-13;
      const SolverFamily* family = find_solver(name);
      const Result centre = value_of(family, instance, ground, sharp);
      const double step = 1e-5;
      Instance up = instance, down = instance;
      up.a[0] += step, up.a[1] -= step;
      down.a[0] -= step, down.a[1] += step;
      const double slope =
          (value_of(family, up, ground, sharp).objective - value_of(family, down, ground, sharp).objective) /
          (2 * step);
      double expected = centre.f[0] - centre.f[1];
      // With penalties the derivative in a_i is -tau (exp(-f_i / tau) - 1) - epsilon (sum_j b_j exp(..) - |b|).
      if (family->uses_tau)
        expected = -(sharp.tau_source + sharp.epsilon) *
                   (std::exp(-centre.f[0] / sharp.tau_source) - std::exp(-centre.f[1] / sharp.tau_source));
      CAPTURE(name);
      CHECK(slope == doctest::Approx(expected).epsilon(1e-6));
    }
  }
}
