#include "mongecarlo/transport/certificate.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

const SolverOptions kOptions{.epsilon = 0.05, .tau_source = 0.5, .tau_target = 2, .tolerance = 1e-10};

struct Instance {
  Matrix x, y;
  Vector a, b;
  GroundCost ground = GroundCost::squared_euclidean();
  explicit Instance(std::uint64_t seed, bool is_uniform) {
    Numbers numbers(seed);
    x = numbers.matrix(9, 1);
    y = numbers.matrix(is_uniform ? 9 : 12, 1);
    if (is_uniform) return;
    a = numbers.weights(9);
    b = numbers.weights(12);
  }
  Problem problem() const { return problem_from_points(x, y, ground, a, b); }
};

Certificate checked(const char* solver, const Problem& problem, const Result& result) {
  return certify(*find_solver(solver), kOptions, problem, result);
}

bool finds(const Certificate& certificate, const char* word) {
  for (const std::string& fault : certificate.faults)
    if (mentions(fault, word)) return true;
  return false;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("results of every solver are certified") {
    for (const char* solver : {"exact", "univariate", "circle", "entropic", "unbalanced"})
      for (std::uint64_t seed = 1; seed <= 10; ++seed)
        for (bool is_uniform : {true, false}) {
          CAPTURE(solver);
          Instance instance(seed, is_uniform);
          instance.ground = cost_for(*find_solver(solver), instance.ground);
          const Result result = solve(solver, instance.problem(), kOptions);
          const Certificate certificate = checked(solver, instance.problem(), result);
          for (const std::string& fault : certificate.faults) FAIL_CHECK(fault);
          CHECK(certificate.objective.lower <= certificate.objective.upper);
          CHECK(certificate.objective.gap() < 1e-7);
          CHECK(certificate.marginal_error < 1e-9);
        }
  }

  TEST_CASE("results stopped early are certified with a wide enclosure") {
    for (const char* solver : {"entropic", "unbalanced"}) {
      const Instance instance(3, false);
      SolverOptions few = kOptions;
      few.max_iterations = 2;
      const Result result = solve(solver, instance.problem(), few);
      const Certificate certificate = checked(solver, instance.problem(), result);
      CHECK(certificate.is_sound());
      const double value = solve(solver, instance.problem(), kOptions).objective;
      CHECK(certificate.objective.lower <= value);
      CHECK(certificate.objective.upper >= value);
      CHECK(certificate.objective.termination == Termination::iteration_limit);
    }
  }

  TEST_CASE("each tampered field is found") {
    const Instance instance(4, false);
    const Problem problem = instance.problem();
    const Result good = solve("exact", problem);
    Result bad = good;
    bad.transport_cost *= 1 + 1e-9;
    CHECK(finds(checked("exact", problem, bad), "transport_cost"));
    bad = good;
    bad.marginal_error = 1e-6;
    CHECK(finds(checked("exact", problem, bad), "marginal_error"));
    bad = good;
    bad.plan[0].mass += 1e-6;
    CHECK(finds(checked("exact", problem, bad), "marginal_error"));
    bad = good;
    bad.plan[0].mass = -bad.plan[0].mass;
    CHECK(finds(checked("exact", problem, bad), "plan has an entry -"));
    bad = good;
    bad.plan[0].target = 12;
    CHECK(finds(checked("exact", problem, bad), "out of range"));
    bad = good;
    bad.f[0] += 1e-6;
    CHECK(finds(checked("exact", problem, bad), "potentials violate"));
    bad = good;
    bad.certified_objective = {good.objective + 1e-6, good.objective + 2e-6};
    const Certificate missed = checked("exact", problem, bad);
    CHECK(finds(missed, fmt::format("certified_objective [{}, {}] misses [{}, {}]", bad.certified_objective.lower,
                                    bad.certified_objective.upper, missed.objective.lower, missed.objective.upper)
                            .c_str()));
    bad = good;
    bad.dual_objective += 1e-6;
    CHECK(finds(checked("exact", problem, bad), "dual_objective"));
  }

  TEST_CASE("potentials made worse widen the enclosure but keep it true") {
    const Instance instance(5, false);
    const Problem problem = instance.problem();
    const Result good = solve("exact", problem);
    Result bad = good;
    for (Index j = 0; j < bad.g.size(); ++j) bad.g[j] += 0.01 * static_cast<double>(j % 3);
    const Certificate certificate = checked("exact", problem, bad);
    CHECK(certificate.objective.lower < good.objective - 1e-4);
    CHECK(certificate.objective.upper >= good.objective);
  }

  TEST_CASE("a result without what a certificate needs is refused") {
    const Instance instance(6, true);
    const Problem problem = instance.problem();
    Result result = solve("exact", problem);
    CHECK(mentions(complaint([&] { checked("sinkhorn_divergence", problem, result); }), "divergence"));
    Result bare = result;
    bare.plan.clear();
    CHECK(mentions(complaint([&] { checked("exact", problem, bare); }), "no plan"));
    bare = result;
    bare.f.resize(0);
    CHECK(mentions(complaint([&] { checked("exact", problem, bare); }), "no potentials"));
    bare = result;
    bare.dense_plan = Matrix::Zero(2, 2);
    CHECK(mentions(complaint([&] { checked("exact", problem, bare); }), "dense_plan"));
  }
}
