#include "mongecarlo/transport/entropic_derivatives.hpp"

#include <doctest/doctest.h>

#include <Eigen/Dense>
#include <cmath>
#include <numbers>

#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;
using doctest::Approx;

namespace {

constexpr double kSharp = 1e-14;

struct Instance {
  Matrix cost;
  Vector a, b;
  double epsilon;

  Problem problem() const { return problem_from_matrix(cost, a, b); }
  Result solution() const { return solve("entropic", problem(), {.epsilon = epsilon, .tolerance = kSharp}); }
};

Instance random_instance(std::uint64_t seed, Index n, Index m, double epsilon) {
  Numbers numbers(seed);
  return {numbers.matrix(n, m), numbers.weights(n), numbers.weights(m), epsilon};
}

Instance two_points(double r, double s, double epsilon) {
  Matrix cost = Matrix::Ones(2, 2);
  cost.diagonal().setZero();
  return {cost, Vector{{r, 1 - r}}, Vector{{s, 1 - s}}, epsilon};
}

EntropicDerivatives at(const Instance& instance, LaplacianMethod method = LaplacianMethod::automatic) {
  const Result result = instance.solution();
  EntropicDerivatives derivatives;
  CHECK(derivatives.differentiate(instance.problem(), instance.epsilon, result.f, result.g, method) ==
        Termination::converged);
  return derivatives;
}

Instance moved(const Instance& instance, const ProblemChange& change, double step) {
  Instance result = instance;
  if (change.a.size() > 0) result.a += step * change.a;
  if (change.b.size() > 0) result.b += step * change.b;
  if (change.cost.size() > 0) result.cost += step * change.cost;
  return result;
}

// Derivative along a change by differences of fourth order.
template <class Read>
auto difference(const Instance& instance, const ProblemChange& change, Read&& read) {
  const double h = 1e-3;
  const auto sample = [&](double step) { return read(moved(instance, change, step).solution()); };
  const auto near = sample(h), near_back = sample(-h), far = sample(2 * h), far_back = sample(-2 * h);
  using Value = std::decay_t<decltype(near)>;
  return Value((8 * near - 8 * near_back - far + far_back) / (12 * h));
}

Vector zero_sum(Numbers& numbers, const Vector& weights) {
  Vector change = numbers.weights(weights.size());
  change -= weights * (change.sum() / weights.sum());
  return 0.2 * change;
}

double mean(const Vector& weights, const Vector& numbers) {
  double sum = 0;
  for (Index i = 0; i < weights.size(); ++i) sum += weights[i] * numbers[i];
  return sum;
}

double variance(const Vector& weights, const Vector& influence) {
  return mean(weights, influence.cwiseAbs2()) - std::pow(mean(weights, influence), 2);
}

double product(const ProblemGradient& gradient, const ProblemChange& change) {
  double sum = 0;
  if (change.a.size() > 0) sum += gradient.a.dot(change.a);
  if (change.b.size() > 0) sum += gradient.b.dot(change.b);
  if (change.cost.size() > 0) sum += gradient.cost.cwiseProduct(change.cost).sum();
  return sum;
}

// First entry x of the plan of two points and its derivative in r: closed forms, K = exp(2 / epsilon).
struct TwoPointPlan {
  double x, x_r;
  TwoPointPlan(double r, double s, double epsilon) {
    const double k = std::exp(2 / epsilon), b = 1 + (k - 1) * (r + s);
    x = 2 * k * r * s / (b + std::sqrt(b * b - 4 * k * (k - 1) * r * s));
    x_r = ((k - 1) * x - k * s) / (2 * (k - 1) * x - b);
  }
};

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("derivatives between two points are the closed forms") {
    for (double epsilon : {0.2, 0.5, 3.0})
      for (double r : {0.3, 0.5, 0.9}) {
        CAPTURE(epsilon);
        CAPTURE(r);
        const double s = 0.6;
        const TwoPointPlan source(r, s, epsilon), target(s, r, epsilon);
        const double x = source.x, x_r = source.x_r, x_s = target.x_r;
        const Instance instance = two_points(r, s, epsilon);
        EntropicDerivatives derivatives = at(instance);
        const Vector step{{1, -1}};
        Matrix change;
        derivatives.plan_change({.a = view(step)}, change);
        CHECK(change(0, 0) == Approx(x_r).epsilon(1e-9));
        CHECK(change(0, 1) == Approx(1 - x_r).epsilon(1e-9));
        CHECK((derivatives.plan_jacobian_source() * step)[0] == Approx(x_r).epsilon(1e-9));
        CHECK((derivatives.plan_jacobian_target() * step)[2] == Approx(1 - x_s).epsilon(1e-9));
        ProblemGradient gradient;
        derivatives.transport_cost_gradient(gradient);
        CHECK(gradient.a.dot(step) == Approx(1 - 2 * x_r).epsilon(1e-9));
        CHECK(gradient.b.dot(step) == Approx(1 - 2 * x_s).epsilon(1e-9));
        derivatives.objective_gradient(gradient);
        const double slope = epsilon * std::log(x * (1 - r) / (r * (s - x))) - 1;
        CHECK(gradient.a.dot(step) == Approx(slope).epsilon(1e-9));
        const ValueHessian hessian = derivatives.objective_hessian();
        CHECK(step.dot(hessian.aa * step) ==
              Approx(epsilon * (x_r / x - 1 / r + x_r / (s - x) - 1 / (1 - r))).epsilon(1e-8));
        CHECK(step.dot(hessian.ab * step) == Approx(epsilon * (x_s / x - (1 - x_s) / (s - x))).epsilon(1e-8));
      }
  }

  TEST_CASE("variances and bias of the limit laws of two points come out") {
    const double r = 0.3, s = 0.6, epsilon = 0.5;
    const Instance instance = two_points(r, s, epsilon);
    EntropicDerivatives derivatives = at(instance);
    const Vector a{{r, 1 - r}}, b{{s, 1 - s}};
    ProblemGradient gradient;
    derivatives.objective_gradient(gradient);
    CHECK(variance(a, gradient.a) == Approx(0.075418734350).epsilon(1e-9));
    CHECK(variance(b, gradient.b) == Approx(0.108842326927).epsilon(1e-9));
    derivatives.transport_cost_gradient(gradient);
    CHECK(variance(a, gradient.a) == Approx(0.175325176756).epsilon(1e-9));
    CHECK(variance(b, gradient.b) == Approx(0.205325176756).epsilon(1e-9));
    CHECK(std::abs(mean(a, gradient.a)) < 1e-12);
    const Vector sigma = derivatives.singular_values();
    REQUIRE(sigma.size() == 1);
    CHECK(sigma[0] == Approx(0.503887432933).epsilon(1e-9));
    // n (E V_n - V) -> (tr V_aa cov(a) + tr V_bb cov(b)) / 2 for n = m
    const ValueHessian hessian = derivatives.objective_hessian();
    const double bias = 0.5 * (a.dot(hessian.aa.diagonal()) + b.dot(hessian.bb.diagonal()));
    CHECK(bias == Approx(0.170153740232).epsilon(1e-9));
    CHECK(bias == Approx(epsilon * sigma[0] * sigma[0] / (1 - sigma[0] * sigma[0])).epsilon(1e-9));
  }

  TEST_CASE("the circle has its bias and its correlations") {
    const Index n = 64;
    Matrix cost(n, n);
    for (Index i = 0; i < n; ++i)
      for (Index j = 0; j < n; ++j)
        cost(i, j) = 1 - std::cos(2 * std::numbers::pi * static_cast<double>(i - j) / static_cast<double>(n));
    const Vector uniform = Vector::Constant(n, 1.0 / static_cast<double>(n));
    const Instance circle{cost, uniform, uniform, 0.3};
    EntropicDerivatives derivatives = at(circle);
    const Vector sigma = derivatives.singular_values();
    const auto squares = sigma.array().square();
    CHECK(0.3 * (squares / (1 - squares)).sum() == Approx(1.587954452).epsilon(1e-9));
    CHECK((0.09 * squares * (1 + squares) / (1 - squares).square()).sum() == Approx(2.336144248).epsilon(1e-9));
    CHECK((0.15 * sigma.array() / (1 - squares)).sum() == Approx(1.120436334).epsilon(1e-9));
  }

  TEST_CASE("gradients of V E and T agree with differences in marginals and cost") {
    for (auto [n, m] : {std::pair<Index, Index>{4, 7}, {7, 4}, {5, 5}})
      for (double epsilon : {0.15, 1.0}) {
        const Instance instance = random_instance(static_cast<std::uint64_t>(n), n, m, epsilon);
        EntropicDerivatives derivatives = at(instance);
        Numbers numbers(7);
        const Vector da = zero_sum(numbers, instance.a), db = zero_sum(numbers, instance.b);
        const Matrix dc = numbers.matrix(n, m);
        ProblemGradient v, e, t;
        derivatives.objective_gradient(v);
        derivatives.entropy_objective_gradient(e);
        derivatives.transport_cost_gradient(t);
        for (const ProblemChange& change : {ProblemChange{.a = view(da)}, ProblemChange{.b = view(db)},
                                            ProblemChange{.cost = view(dc)},
                                            ProblemChange{view(da), view(db), view(dc)}}) {
          CHECK(product(v, change) ==
                Approx(difference(instance, change, [](const Result& r) { return r.objective; })).epsilon(1e-7));
          CHECK(product(e, change) ==
                Approx(difference(instance, change, [](const Result& r) { return *r.entropy_objective; }))
                    .epsilon(1e-7));
          CHECK(product(t, change) ==
                Approx(difference(instance, change, [](const Result& r) { return r.transport_cost; })).epsilon(1e-7));
        }
      }
  }

  TEST_CASE("changes of plan and potentials agree with differences") {
    for (auto [n, m] : {std::pair<Index, Index>{3, 6}, {6, 3}}) {
      const Instance instance = random_instance(11, n, m, 0.2);
      EntropicDerivatives derivatives = at(instance);
      Numbers numbers(12);
      const Vector da = zero_sum(numbers, instance.a), db = zero_sum(numbers, instance.b);
      const Matrix dc = numbers.matrix(n, m);
      const ProblemChange change{view(da), view(db), view(dc)};
      Matrix plan_change;
      derivatives.plan_change(change, plan_change);
      const Matrix by_differences = difference(instance, change, [](const Result& r) { return r.dense_plan; });
      CHECK((plan_change - by_differences).cwiseAbs().maxCoeff() < 1e-7);
      CHECK((plan_change.rowwise().sum() - da).lpNorm<1>() < 1e-12);
      CHECK((plan_change.colwise().sum().transpose() - db).lpNorm<1>() < 1e-12);
      Vector df, dg;
      derivatives.potential_change(change, df, dg);
      const Matrix sums = difference(instance, change, [](const Result& r) {
        return Matrix(r.f.replicate(1, r.g.size()) + r.g.transpose().replicate(r.f.size(), 1));
      });
      CHECK((df.replicate(1, m) + dg.transpose().replicate(n, 1) - sums).cwiseAbs().maxCoeff() < 1e-6);
    }
  }

  TEST_CASE("the second derivatives are those of the linearised fixed point") {
    const double epsilon = 0.25;
    const Instance instance = random_instance(21, 5, 8, epsilon);
    EntropicDerivatives derivatives = at(instance);
    const Matrix plan = instance.solution().dense_plan;
    // V_aa = epsilon (I - A B)^+ A B / a and V_ab = -epsilon (I - A B)^+ A / b with A = P / a, B = P' / b
    const Eigen::MatrixXd to_target = instance.a.cwiseInverse().asDiagonal() * plan,
                          to_source = instance.b.cwiseInverse().asDiagonal() * plan.transpose();
    const Eigen::MatrixXd round_trip = to_target * to_source;
    const Eigen::MatrixXd fixed =
        Eigen::MatrixXd::Identity(5, 5) - round_trip + Vector::Ones(5) * instance.a.transpose();
    const Eigen::MatrixXd aa = epsilon * fixed.lu().solve(round_trip) * instance.a.cwiseInverse().asDiagonal();
    const Eigen::MatrixXd ab = -epsilon * fixed.lu().solve(to_target) * instance.b.cwiseInverse().asDiagonal();
    const ValueHessian hessian = derivatives.objective_hessian();
    Numbers numbers(22);
    const Vector da = zero_sum(numbers, instance.a), db = zero_sum(numbers, instance.b);
    CHECK(da.dot(hessian.aa * da) == Approx(da.dot(aa * da)).epsilon(1e-10));
    CHECK(da.dot(hessian.ab * db) == Approx(da.dot(ab * db)).epsilon(1e-10));
    CHECK((hessian.aa - hessian.aa.transpose()).cwiseAbs().maxCoeff() < 1e-12);
    CHECK((hessian.bb - hessian.bb.transpose()).cwiseAbs().maxCoeff() < 1e-12);
    CHECK((instance.a.transpose() * hessian.ab).cwiseAbs().maxCoeff() < 1e-12);
    const Vector sigma = derivatives.singular_values();
    REQUIRE(sigma.size() == 4);
    CHECK(sigma.maxCoeff() < 1);
    const auto squares = sigma.array().square();
    const double trace = epsilon * (squares / (1 - squares)).sum();
    CHECK(instance.a.dot(hessian.aa.diagonal()) == Approx(trace).epsilon(1e-10));
    CHECK(instance.b.dot(hessian.bb.diagonal()) == Approx(trace).epsilon(1e-10));
  }

  TEST_CASE("derivatives do not depend on the constant in the potentials") {
    const Instance instance = random_instance(31, 6, 4, 0.3);
    const Result result = instance.solution();
    const Vector f = result.f.array() + 10, g = result.g.array() - 10;
    EntropicDerivatives plain = at(instance), shifted;
    CHECK(shifted.differentiate(instance.problem(), instance.epsilon, f, g) == Termination::converged);
    for (auto gradient_of :
         {+[](EntropicDerivatives& d, ProblemGradient& out) { d.objective_gradient(out); },
          +[](EntropicDerivatives& d, ProblemGradient& out) { d.entropy_objective_gradient(out); },
          +[](EntropicDerivatives& d, ProblemGradient& out) { d.transport_cost_gradient(out); }}) {
      ProblemGradient here, there;
      gradient_of(plain, here);
      gradient_of(shifted, there);
      CHECK((here.a - there.a).lpNorm<Eigen::Infinity>() < 1e-11);
      CHECK((here.b - there.b).lpNorm<Eigen::Infinity>() < 1e-11);
      CHECK((here.cost - there.cost).cwiseAbs().maxCoeff() < 1e-11);
    }
  }

  TEST_CASE("conjugate gradients find what elimination finds") {
    for (auto [n, m] : {std::pair<Index, Index>{9, 14}, {14, 9}}) {
      const Instance instance = random_instance(41, n, m, 0.05);
      EntropicDerivatives direct = at(instance), iterative = at(instance, LaplacianMethod::conjugate_gradient);
      ProblemGradient p, q;
      direct.transport_cost_gradient(p);
      iterative.transport_cost_gradient(q);
      CHECK(iterative.termination() == Termination::converged);
      CHECK((p.a - q.a).lpNorm<Eigen::Infinity>() < 1e-9);
      CHECK((p.b - q.b).lpNorm<Eigen::Infinity>() < 1e-9);
      CHECK((p.cost - q.cost).cwiseAbs().maxCoeff() < 1e-9);
    }
  }

  TEST_CASE("the transport part does not follow the envelope") {
    const Instance instance = random_instance(51, 6, 6, 0.3);
    EntropicDerivatives derivatives = at(instance);
    ProblemGradient v, t;
    derivatives.objective_gradient(v);
    derivatives.transport_cost_gradient(t);
    CHECK((v.cost - t.cost).cwiseAbs().maxCoeff() > 1e-3);
    // A constant added to the cost moves both by the mass.
    CHECK(v.cost.sum() == Approx(1).epsilon(1e-12));
    CHECK(t.cost.sum() == Approx(1).epsilon(1e-12));
  }

  TEST_CASE("blocks that rounding separates are reported") {
    Matrix cost = Matrix::Constant(4, 4, 1);
    cost.topLeftCorner(2, 2).setZero();
    cost.bottomRightCorner(2, 2).setZero();
    const Vector uniform = Vector::Constant(4, 0.25);
    const Problem problem = problem_from_matrix(cost, uniform, uniform);
    for (auto [epsilon, end] : {std::pair{0.1, Termination::converged}, {0.02, Termination::numerical_failure}}) {
      const Result result = solve("entropic", problem, {.epsilon = epsilon, .tolerance = 1e-13});
      EntropicDerivatives derivatives;
      CHECK(derivatives.differentiate(problem, epsilon, result.f, result.g) == end);
      CHECK(derivatives.termination() == end);
    }
  }

  TEST_CASE("what cannot be differentiated is refused by name") {
    const Instance instance = random_instance(61, 3, 4, 0.5);
    const Result result = instance.solution();
    EntropicDerivatives derivatives = at(instance);
    const auto refusal = [&](const Instance& with, double epsilon, const Vector& f) {
      return complaint([&] { EntropicDerivatives().differentiate(with.problem(), epsilon, f, result.g); });
    };
    Instance empty_point = instance;
    empty_point.a = Vector{{0.4, 0, 0.6}};
    CHECK(mentions(refusal(empty_point, 0.5, result.f), "a[1] is 0"));
    CHECK(mentions(refusal(instance, 0, result.f), "epsilon is 0"));
    CHECK(mentions(refusal(instance, 0.5, Vector::Zero(2)), "f has size 2"));
    const Vector growing{{1, 0, 0}}, short_change{{1, -1}};
    Matrix change;
    CHECK(mentions(complaint([&] { derivatives.plan_change({.a = view(growing)}, change); }), "sum of change of a is 1"));
    CHECK(mentions(complaint([&] { derivatives.plan_change({.a = view(short_change)}, change); }), "change of a"));
    const Matrix wrong = Matrix::Zero(4, 3);
    ProblemGradient gradient;
    CHECK(mentions(complaint([&] { derivatives.plan_sum_gradient(view(wrong), gradient); }), "rows of weight"));
  }
}
