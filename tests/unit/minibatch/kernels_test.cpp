#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "mongecarlo/minibatch/kernel_family.hpp"
#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/transport/solver_family.hpp"

using namespace mongecarlo;

namespace {

Points random_points(Index n, Index d, std::uint64_t replicate) {
  Stream stream(stream_key(7, "kernels_test", "points"), replicate);
  Points points(n, d);
  for (Index i = 0; i < points.size(); ++i) points.data()[i] = stream.uniform();
  return points;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("every kernel is found by its name and clones itself") {
    CHECK(kernel_table().size() >= 6);
    for (const KernelFamily* family : kernel_table()) {
      CAPTURE(family->name);
      CHECK(find_kernel(family->name) == family);
      const auto kernel = family->make({});
      CHECK(kernel->name() == family->name);
      CHECK(kernel->clone()->name() == family->name);
    }
    CHECK(find_kernel("no such kernel") == nullptr);
  }

  TEST_CASE("values lie in the range and do not change when asked again or with weights written out") {
    for (const KernelFamily* family : kernel_table())
      for (Index d : {1, 3}) {
        CAPTURE(family->name);
        const auto kernel = family->make({});
        const Points x = random_points(5, d, 1), y = random_points(5, d, 2);
        const Vector uniform = Vector::Constant(5, 0.2);
        const Certified value = kernel->value(view(x), view(y));
        CHECK(value.termination == Termination::converged);
        CHECK(value.lower <= value.upper);
        CHECK(value.gap() < kernel->traits().certificate_width);
        const Certified range = kernel->range(std::sqrt(static_cast<double>(d)));
        CHECK(value.lower >= range.lower - 1e-9);
        CHECK(value.upper <= range.upper + 1e-9);
        CHECK(kernel->value(view(x), view(y)).midpoint() == value.midpoint());
        CHECK(kernel->weighted_value(view(x), view(y), view(uniform), view(uniform)).midpoint() ==
              doctest::Approx(value.midpoint()).epsilon(1e-9));
      }
  }

  TEST_CASE("batches matched without a result are worth what the solver says") {
    for (const char* name : {"transport_cost", "wasserstein"})
      for (Index n : {1, 2, 17, 64}) {
        const auto kernel = find_kernel(name)->make({});
        const Points x = random_points(n, 3, 5), y = random_points(n, 3, 6);
        Result result;
        const Problem problem = problem_from_points(x, y, GroundCost::squared_euclidean(), {}, {});
        find_solver("exact")->make({})->solve(problem, result);
        const double cost = result.objective, expected = name == std::string("wasserstein") ? std::sqrt(cost) : cost;
        const Certified value = kernel->value(view(x), view(y));
        CHECK(value.lower <= expected * (1 + 1e-15));
        CHECK(value.upper >= expected * (1 - 1e-15));
        CHECK(value.gap() <= 1e-13);
        Points astray = x;
        astray(n - 1, 2) = std::nan("");
        CHECK_THROWS_AS(kernel->value(view(astray), view(y)), std::domain_error);
        CHECK_THROWS_AS(kernel->value(view(y), view(astray)), std::domain_error);
      }
  }

  TEST_CASE("values of many pairs are those of each pair whatever stands beside it") {
    for (const KernelFamily* family : kernel_table())
      for (Index d : {1, 2}) {
        CAPTURE(family->name);
        const auto kernel = family->make({});
        std::vector<Points> x, y;
        std::vector<MatrixView> x_views, y_views;
        for (std::uint64_t k = 0; k < 11; ++k) {
          x.push_back(random_points(6, d, 2 * k));
          y.push_back(random_points(6, d, 2 * k + 1));
        }
        for (std::size_t k = 0; k < x.size(); ++k) {
          x_views.push_back(view(x[k]));
          y_views.push_back(view(y[k]));
        }
        std::vector<Certified> together(x.size());
        kernel->values(x_views, y_views, together);
        for (std::size_t k = 0; k < x.size(); ++k) {
          Certified alone;
          kernel->values({&x_views[k], 1}, {&y_views[k], 1}, {&alone, 1});
          CHECK(alone.lower == together[k].lower);
          CHECK(alone.upper == together[k].upper);
          const Certified value = kernel->value(x_views[k], y_views[k]);
          CHECK(value.lower <= alone.upper);
          CHECK(alone.lower <= value.upper);
          CHECK(alone.gap() < kernel->traits().certificate_width);
        }
      }
  }

  TEST_CASE("plans of balanced kernels have the batch weights as marginals") {
    for (const KernelFamily* family : kernel_table()) {
      CAPTURE(family->name);
      const auto kernel = family->make({});
      const Points x = random_points(4, 2, 3), y = random_points(4, 2, 4);
      const Vector uniform = Vector::Constant(4, 0.25);
      Matrix plan;
      if (!kernel->traits().has_plan) {
        CHECK_THROWS_AS(kernel->plan(view(x), view(y), view(uniform), view(uniform), plan), std::logic_error);
        continue;
      }
      kernel->plan(view(x), view(y), view(uniform), view(uniform), plan);
      const double off = (plan.rowwise().sum() - uniform).cwiseAbs().sum();
      CHECK((off < 1e-8) == kernel->traits().is_balanced);
    }
  }

  TEST_CASE("the entries of a plan are the plan") {
    for (const KernelFamily* family : kernel_table())
      for (Index d : {1, 2}) {
        CAPTURE(family->name);
        const auto kernel = family->make({});
        const Points x = random_points(4, d, 3), y = random_points(6, d, 4);
        const Vector a{{0.1, 0.2, 0.3, 0.4}}, b = Vector::Constant(6, 1.0 / 6);
        std::vector<PlanEntry> entries(3, PlanEntry{0, 0, 1});
        if (!kernel->traits().has_plan) {
          CHECK_THROWS_AS(kernel->plan_entries(view(x), view(y), view(a), view(b), entries), std::logic_error);
          continue;
        }
        Matrix plan, listed = Matrix::Zero(4, 6);
        const Certified value = kernel->plan(view(x), view(y), view(a), view(b), plan);
        CHECK(kernel->plan_entries(view(x), view(y), view(a), view(b), entries).midpoint() == value.midpoint());
        for (const PlanEntry& entry : entries) {
          CHECK(entry.mass > 0);
          listed(entry.source, entry.target) += entry.mass;
        }
        CHECK(listed == plan);
      }
  }

  TEST_CASE("the rooted kernel is the root of the other") {
    const Points x = random_points(4, 2, 5), y = random_points(4, 2, 6);
    CHECK(find_kernel("wasserstein")->make({})->value(view(x), view(y)).midpoint() ==
          doctest::Approx(std::sqrt(find_kernel("transport_cost")->make({})->value(view(x), view(y)).midpoint())));
  }

  TEST_CASE("a regularised kernel is the value it is named after at its own strengths") {
    const Points x = random_points(4, 2, 8), y = random_points(4, 2, 9);
    const KernelOptions options{.epsilon = 0.3, .tau = 0.7};
    const auto solve = [&](const char* solver) {
      Result result;
      find_solver(solver)
          ->make({.epsilon = options.epsilon, .tau_source = options.tau, .tau_target = options.tau})
          ->solve({.x = view(x), .y = view(y), .ground_cost = options.ground_cost}, result);
      return result;
    };
    const auto value = [&](const char* name) {
      return find_kernel(name)->make(options)->value(view(x), view(y)).midpoint();
    };
    CHECK(value("entropic") == doctest::Approx(solve("entropic").objective).epsilon(1e-8));
    CHECK(value("entropic_transport_cost") == doctest::Approx(solve("entropic").transport_cost).epsilon(1e-4));
    CHECK(value("sinkhorn_divergence") == doctest::Approx(solve("sinkhorn_divergence").objective).epsilon(1e-8));
    CHECK(value("unbalanced") == doctest::Approx(solve("unbalanced").objective).epsilon(1e-8));
    CHECK(solve("entropic").objective > solve("entropic").transport_cost + 0.01);
  }

  TEST_CASE("a concave cost on the line leaves the common point where it is") {
    Points x(2, 1), y(2, 1);
    x << 0, 1;
    y << 1, 2;
    const Vector uniform = Vector::Constant(2, 0.5);
    // One point stays and the other travels 2; the sorted plan would move both by 1, at a cost of 1.
    const auto kernel = find_kernel("transport_cost")->make({.ground_cost = GroundCost::euclidean(0.5)});
    CHECK(kernel->value(view(x), view(y)).midpoint() == doctest::Approx(std::sqrt(2.0) / 2).epsilon(1e-12));
    CHECK(kernel->weighted_value(view(x), view(y), view(uniform), view(uniform)).midpoint() ==
          doctest::Approx(std::sqrt(2.0) / 2).epsilon(1e-12));
  }

  TEST_CASE("an entropic strength that is not positive is refused by name") {
    const Points x = random_points(2, 1, 7);
    for (const char* name : {"entropic", "entropic_transport_cost", "sinkhorn_divergence", "unbalanced"}) {
      CAPTURE(name);
      try {
        find_kernel(name)->make({.epsilon = -1})->value(view(x), view(x));
        FAIL("accepted");
      } catch (const std::domain_error& error) {
        CHECK(std::string(error.what()).find("epsilon is -1") != std::string::npos);
      }
    }
  }

  TEST_CASE("the unbalanced kernel works without regularisation and stays in its range") {
    const KernelPtr kernel = find_kernel("unbalanced")->make({.epsilon = 0, .tau = 0.25});
    const Matrix x = Matrix::Constant(1, 2, 0.3), y = Matrix::Constant(1, 2, -0.5);
    const double cost = 1.28;
    CHECK(kernel->value(view(x), view(y)).midpoint() == doctest::Approx(-0.5 * std::expm1(-2 * cost)).epsilon(1e-13));
    CHECK(kernel->range(std::sqrt(cost)).upper == doctest::Approx(-0.5 * std::expm1(-2 * cost)).epsilon(1e-13));
    Matrix plan;
    const VectorView uniform{nullptr, 0};
    kernel->plan(view(x), view(y), uniform, uniform, plan);
    CHECK(plan(0, 0) == doctest::Approx(std::exp(-2 * cost)).epsilon(1e-13));
  }
}
