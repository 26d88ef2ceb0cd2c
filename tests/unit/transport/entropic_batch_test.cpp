#include "mongecarlo/transport/entropic_batch.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

struct Instance {
  Matrix cost;
  Vector a, b;
  Problem problem() const { return problem_from_matrix(cost, a, b); }
};

std::vector<Instance> instances(std::size_t count, Index n, Index m, double scale = 1) {
  Numbers numbers(static_cast<std::uint64_t>(100 * n + m));
  std::vector<Instance> result;
  for (std::size_t k = 0; k < count; ++k) {
    Instance instance{scale * numbers.matrix(n, m), numbers.weights(n), numbers.weights(m)};
    if (k % 3 == 1 && n > 2 && m > 2) {  // weights of zero
      instance.b[1] = instance.a[0] = 0;
      instance.a /= instance.a.sum();
      instance.b /= instance.b.sum();
    }
    result.push_back(std::move(instance));
  }
  return result;
}

std::vector<Result> batch(const std::vector<Instance>& instances, const SolverOptions& options) {
  std::vector<Problem> problems;
  for (const Instance& instance : instances) problems.push_back(instance.problem());
  std::vector<Result> results(instances.size());
  EntropicBatch(options).solve(problems, results);
  return results;
}

bool same_bits(const Result& p, const Result& q) {
  return p.objective == q.objective && p.transport_cost == q.transport_cost && p.f == q.f && p.g == q.g &&
         p.marginal_error == q.marginal_error && p.iterations == q.iterations && p.dense_plan == q.dense_plan &&
         p.certified_objective.lower == q.certified_objective.lower &&
         p.certified_objective.upper == q.certified_objective.upper;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("problems side by side get what each gets alone from the entropic solver") {
    for (const auto& [n, m] : {std::pair<Index, Index>{1, 1}, {1, 6}, {7, 7}, {20, 33}, {64, 64}})
      for (double epsilon : {0.01, 0.1, 10.0}) {
        CAPTURE(n);
        CAPTURE(m);
        CAPTURE(epsilon);
        const auto all = instances(11, n, m);
        const SolverOptions options{.epsilon = epsilon, .tolerance = 1e-10};
        const auto results = batch(all, options);
        for (std::size_t k = 0; k < all.size(); ++k) {
          const Result alone = solve("entropic", all[k].problem(), options);
          const Result& r = results[k];
          CHECK(r.termination == Termination::converged);
          CHECK(r.marginal_error <= 1.001e-10);
          CHECK(r.objective == doctest::Approx(alone.objective).epsilon(1e-9));
          CHECK(r.transport_cost == doctest::Approx(alone.transport_cost).epsilon(1e-7));
          CHECK(r.certified_objective.lower <= alone.certified_objective.upper);
          CHECK(r.certified_objective.upper >= alone.certified_objective.lower);
          CHECK(r.certified_objective.gap() < 1e-8);
          CHECK((r.dense_plan.rowwise().sum() - all[k].a).lpNorm<1>() < 1e-9);
        }
      }
  }

  TEST_CASE("a result depends neither on its neighbours nor on its lane") {
    const SolverOptions options{.epsilon = 0.02};
    auto all = instances(13, 12, 17);
    const auto together = batch(all, options);
    for (std::size_t k = 0; k < all.size(); ++k) CHECK(same_bits(batch({all[k]}, options)[0], together[k]));
    std::reverse(all.begin(), all.end());
    all.erase(all.begin() + 4);
    const auto shuffled = batch(all, options);
    for (std::size_t k = 0; k < all.size(); ++k) CHECK(same_bits(shuffled[k], together[k < 4 ? 12 - k : 11 - k]));
  }

  TEST_CASE("lanes that cannot go on are solved alone and the others are not held up") {
    auto all = instances(6, 15, 15);
    all[2].cost *= 1000;  // entries vanish
    const SolverOptions options{.epsilon = 0.05};
    const auto results = batch(all, options);
    CHECK(same_bits(results[2], solve("entropic", all[2].problem(), options)));
    for (const Result& r : results) CHECK(r.termination == Termination::converged);
    const SolverOptions hasty{.epsilon = 0.001, .max_iterations = 3};
    for (const Result& r : batch(all, hasty)) {
      CHECK(r.termination == Termination::iteration_limit);
      CHECK(r.certified_objective.termination == Termination::iteration_limit);
      CHECK(r.certified_objective.lower <= r.certified_objective.upper);
    }
  }

  TEST_CASE("shapes may be mixed and large problems come along") {
    auto all = instances(3, 5, 8);
    for (const auto& more : {instances(1, 200, 150), instances(2, 8, 5), instances(1, 5, 8)})
      all.insert(all.end(), more.begin(), more.end());
    const SolverOptions options{.epsilon = 0.1};
    const auto results = batch(all, options);
    for (std::size_t k = 0; k < all.size(); ++k) {
      CHECK(results[k].dense_plan.rows() == all[k].cost.rows());
      CHECK(same_bits(results[k], batch({all[k]}, options)[0]));
    }
  }

  TEST_CASE("a batch names what is wrong with a problem") {
    EntropicBatch solver({.epsilon = 0.1});
    auto all = instances(2, 3, 3);
    all[1].a[2] = -1;
    std::vector<Problem> problems{all[0].problem(), all[1].problem()};
    std::vector<Result> results(2);
    CHECK(mentions(complaint([&] { solver.solve(problems, results); }), "a[2] is -1"));
    results.resize(1);
    CHECK(mentions(complaint([&] { solver.solve(problems, results); }), "results"));
    CHECK(mentions(complaint([] { EntropicBatch({.epsilon = -1}); }), "epsilon is -1"));
  }
}
