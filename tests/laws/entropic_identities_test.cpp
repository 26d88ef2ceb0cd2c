#include <doctest/doctest.h>

#include <cmath>

#include "mongecarlo/transport/scaling_pass.hpp"
#include "unit/transport/problems.hpp"

// Identities of entropic transport that hold at every step or for every plan, computed here from their definitions.

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

struct Instance {
  Matrix cost;
  Vector a, b;
  Problem problem() const { return problem_from_matrix(cost, a, b); }
};

Instance draw(std::uint64_t seed) {
  Numbers numbers(seed);
  const Index n = 2 + static_cast<Index>(9 * numbers.next()), m = 2 + static_cast<Index>(9 * numbers.next());
  return {numbers.matrix(n, m), numbers.weights(n), numbers.weights(m)};
}

Matrix gibbs_plan(const Instance& instance, const Vector& f, const Vector& g, double epsilon) {
  Matrix plan = instance.cost;
  for (Index i = 0; i < plan.rows(); ++i)
    for (Index j = 0; j < plan.cols(); ++j)
      plan(i, j) = instance.a[i] * instance.b[j] * std::exp((f[i] + g[j] - instance.cost(i, j)) / epsilon);
  return plan;
}

double divergence(const Matrix& p, const Matrix& q) {
  double sum = 0;
  for (Index k = 0; k < p.size(); ++k)
    if (p.data()[k] > 0) sum += p.data()[k] * std::log(p.data()[k] / q.data()[k]);
  return sum;
}

// The north-west corner rule: a plan with the right marginals that knows nothing of the cost.
Matrix corner_plan(Vector a, Vector b) {
  Matrix plan = Matrix::Zero(a.size(), b.size());
  for (Index i = 0, j = 0; i < a.size() && j < b.size();) {
    const double mass = std::min(a[i], b[j]);
    plan(i, j) = mass;
    a[i] -= mass;
    b[j] -= mass;
    (a[i] <= b[j] ? i : j) += 1;
  }
  return plan;
}

}  // namespace

TEST_SUITE("law") {
  TEST_CASE("each half step raises the dual value by epsilon times the divergence of its marginal") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed)
      for (double epsilon : {0.03, 0.3})
        for (auto kernel : {ScalingPass::Kernel::stored, ScalingPass::Kernel::rebuilt}) {
          const Instance instance = draw(seed);
          PreparedProblem prepared;
          prepared.prepare(instance.problem(), "test");
          ScalingPass pass;
          pass.reset(prepared, {.epsilon = epsilon, .kernel = kernel});
          Vector g = Vector::Zero(instance.b.size()), f, next_g;
          for (int step = 0; step < 5; ++step) {
            pass.sweep(g, f, next_g);
            const Matrix plan = gibbs_plan(instance, f, g, epsilon);
            CHECK((plan.rowwise().sum() - instance.a).lpNorm<1>() < 1e-13);
            const Matrix wanted = instance.b, found = plan.colwise().sum().transpose();
            CHECK(instance.b.dot(next_g - g) == doctest::Approx(epsilon * divergence(wanted, found)).epsilon(1e-10));
            g = next_g;
          }
        }
  }

  TEST_CASE("the value of any plan exceeds the optimum by epsilon times its divergence from the optimal plan") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed)
      for (double epsilon : {0.05, 0.5}) {
        const Instance instance = draw(seed);
        const Result r = solve("entropic", instance.problem(), {.epsilon = epsilon, .tolerance = 1e-13});
        const Matrix product = instance.a * instance.b.transpose();
        for (const Matrix& plan : {product, corner_plan(instance.a, instance.b)}) {
          const double value = plan.cwiseProduct(instance.cost).sum() + epsilon * divergence(plan, product);
          CHECK(value - r.objective == doctest::Approx(epsilon * divergence(plan, r.dense_plan)).epsilon(1e-9));
        }
      }
  }

  TEST_CASE("costs that depend on one side alone are added to the value") {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
      const Instance instance = draw(seed);
      Numbers numbers(seed + 100);
      const Vector u = 3 * numbers.matrix(instance.a.size(), 1), w = -2 * numbers.matrix(instance.b.size(), 1);
      Instance shifted = instance;
      shifted.cost.colwise() += u;
      shifted.cost.rowwise() += w.transpose();
      const SolverOptions options{.epsilon = 0.05, .tolerance = 1e-12};
      const Result before = solve("entropic", instance.problem(), options);
      const Result after = solve("entropic", shifted.problem(), options);
      CHECK(after.objective == doctest::Approx(before.objective + instance.a.dot(u) + instance.b.dot(w)).epsilon(1e-11));
      CHECK((after.dense_plan - before.dense_plan).cwiseAbs().sum() < 1e-10);
    }
  }

  TEST_CASE("a larger cost never has a smaller value") {
    for (const char* name : {"entropic", "unbalanced"})
      for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        const Instance instance = draw(seed);
        Numbers numbers(seed + 200);
        Instance dearer = instance;
        dearer.cost += 0.1 * numbers.matrix(instance.cost.rows(), instance.cost.cols());
        const SolverOptions options{.epsilon = 0.05, .tau_source = 0.5, .tau_target = 2, .tolerance = 1e-11};
        CHECK(solve(name, instance.problem(), options).certified_objective.upper <
              solve(name, dearer.problem(), options).certified_objective.lower);
      }
  }

  TEST_CASE("costs over twelve orders of magnitude give converged values or a word") {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
      CAPTURE(seed);
      Instance instance = draw(seed);
      Numbers numbers(seed + 300);
      for (Index k = 0; k < instance.cost.size(); ++k) instance.cost.data()[k] = std::pow(10.0, 12 * numbers.next() - 6);
      if (seed % 3 == 0) {
        instance.a[0] = 0;
        instance.a /= instance.a.sum();
      }
      const double epsilon = instance.cost.maxCoeff() * std::pow(10.0, 7 * numbers.next() - 4);
      const Result r = solve("entropic", instance.problem(), {.epsilon = epsilon, .max_iterations = 5000});
      const double measured = (r.dense_plan.rowwise().sum() - instance.a).lpNorm<1>() +
                              (r.dense_plan.colwise().sum().transpose() - instance.b).lpNorm<1>();
      CHECK(std::isfinite(r.objective));
      CHECK(r.certified_objective.lower <= r.certified_objective.upper);
      CHECK((r.termination != Termination::converged || measured <= 1.001e-9));
      CHECK(r.termination == Termination::converged);
    }
  }
}
