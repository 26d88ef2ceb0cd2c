// Entropic transport on three points: the laws of `limit`, its bootstraps and the entropic solver, against plain
// iterations in extended precision, differences of their values and enumeration of all samples.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "mongecarlo/limit/bootstrap.hpp"
#include "mongecarlo/limit/entropic_limit.hpp"
#include "mongecarlo/limit/sinkhorn_divergence_limit.hpp"
#include "mongecarlo/limit/wasserstein_derivatives.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

using Real = long double;
using Weights = std::array<Real, 3>;
using Table = std::array<Weights, 3>;

// 0, 1, 2 on the line, squared distances.
constexpr Table kCost{{{0, 1, 4}, {1, 0, 1}, {4, 1, 0}}};
constexpr Weights kA{0.2L, 0.5L, 0.3L}, kB{0.4L, 0.35L, 0.25L};
constexpr Real kEpsilon = 0.7L;
constexpr double kTolerance = 1e-9;

template <class Term>
Real sum(Term&& term) {
  Real total = 0;
  for (std::size_t i = 0; i < 3; ++i) total += term(i);
  return total;
}

/// Schroedinger's system by Sinkhorn's iterations, as many as leave rounding alone at a contraction of 0.6.
struct Entropic {
  Weights f{}, g{};
  Table plan{};
  Real objective = 0, entropy_objective = 0, transport_cost = 0;

  Entropic(const Weights& a, const Weights& b, Real epsilon = kEpsilon) {
    Table kernel;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) kernel[i][j] = std::exp(-kCost[i][j] / epsilon);
    Weights u{}, v{1, 1, 1};  // P = a u K v b
    for (int cycle = 0; cycle < 100; ++cycle) {
      for (std::size_t i = 0; i < 3; ++i) u[i] = 1 / sum([&](std::size_t j) { return kernel[i][j] * v[j] * b[j]; });
      for (std::size_t j = 0; j < 3; ++j) v[j] = 1 / sum([&](std::size_t i) { return kernel[i][j] * u[i] * a[i]; });
    }
    const auto nonzero = [](Real x) { return x > 0 ? x * std::log(x) : 0; };
    Real relative_entropy = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      f[i] = epsilon * std::log(u[i]);
      g[i] = epsilon * std::log(v[i]);
    }
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j) {
        plan[i][j] = a[i] * u[i] * kernel[i][j] * v[j] * b[j];
        transport_cost += kCost[i][j] * plan[i][j];
        relative_entropy += plan[i][j] * std::log(u[i] * kernel[i][j] * v[j]);
        entropy_objective += epsilon * nonzero(plan[i][j]);
      }
    objective = transport_cost + epsilon * relative_entropy;
    entropy_objective += transport_cost;
  }
};

Real divergence(const Weights& a, const Weights& b) {
  return Entropic(a, b).objective - (Entropic(a, a).objective + Entropic(b, b).objective) / 2;
}

/// a + t h.
Weights moved(Weights a, const Weights& h, Real t) {
  for (std::size_t i = 0; i < 3; ++i) a[i] += t * h[i];
  return a;
}

/// f'(0) by central differences of sixth order.
template <class Function>
Real slope(Function&& f) {
  constexpr Real h = 2e-3L;
  return (45 * (f(h) - f(-h)) - 9 * (f(2 * h) - f(-2 * h)) + (f(3 * h) - f(-3 * h))) / (60 * h);
}

/// Variance under `law` of the derivatives of value(law) along (point i) - law.
template <class Value>
double variance_of(const Weights& law, Value&& value) {
  Weights derivative{};
  for (std::size_t i = 0; i < 3; ++i) {
    Weights towards = law;
    for (std::size_t k = 0; k < 3; ++k) towards[k] = (k == i ? 1 : 0) - law[k];
    derivative[i] = slope([&](Real t) { return value(moved(law, towards, t)); });
  }
  return static_cast<double>(sum([&](std::size_t i) { return law[i] * derivative[i] * derivative[i]; }));
}

/// Both eigenvalues other than 1 of diag(w)^(-1/2) M diag(w)^(-1/2) for a symmetric M with M 1 = w: those of the
/// similar diag(w)^(-1) M, by its trace and the sum of its principal minors.
std::array<Real, 2> spectrum(const Table& m, const Weights& w) {
  const auto entry = [&](std::size_t i, std::size_t j) { return m[i][j] / w[i]; };
  const Real trace = entry(0, 0) + entry(1, 1) + entry(2, 2);
  const auto minor = [&](std::size_t i, std::size_t j) {
    return entry(i, i) * entry(j, j) - entry(i, j) * entry(j, i);
  };
  const Real both = trace - 1, product = minor(0, 1) + minor(0, 2) + minor(1, 2) - both;
  const Real root = std::sqrt(both * both / 4 - product);
  return {both / 2 + root, both / 2 - root};
}

/// P diag(b)^(-1) P^T, whose spectrum in the metric of a is that of the squared singular values.
Table squared(const Table& plan) {
  Table result{};
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t k = 0; k < 3; ++k)
      result[i][k] = sum([&](std::size_t j) { return plan[i][j] * plan[k][j] / kB[j]; });
  return result;
}

Vector vector(const Weights& w) {
  return Vector{{static_cast<double>(w[0]), static_cast<double>(w[1]), static_cast<double>(w[2])}};
}
Matrix cost_matrix() { return Matrix{{0, 1, 4}, {1, 0, 1}, {4, 1, 0}}; }
EntropicLimit limit() { return {cost_matrix(), vector(kA), vector(kB), 0.7}; }

void near(double value, Real truth) { CHECK(value == doctest::Approx(static_cast<double>(truth)).epsilon(kTolerance)); }

/// Calls visit(frequencies, probability) for every sample of n draws of `law`.
template <class Visit>
void for_all_samples(int n, const Weights& law, Visit&& visit) {
  const auto log_power = [](Real p, int k) { return k == 0 ? 0 : k * std::log(p) - std::lgamma(k + 1.0L); };
  for (int i = 0; i <= n; ++i)
    for (int j = 0; i + j <= n; ++j) {
      const int k = n - i - j;
      const bool possible = (law[0] > 0 || i == 0) && (law[1] > 0 || j == 0) && (law[2] > 0 || k == 0);
      if (possible)
        visit(Weights{Real(i) / n, Real(j) / n, Real(k) / n},
              std::exp(std::lgamma(n + 1.0L) + log_power(law[0], i) + log_power(law[1], j) + log_power(law[2], k)));
    }
}

}  // namespace

TEST_SUITE("law") {
  TEST_CASE("three points have the values and the plan of plain iterations") {
    const Entropic truth(kA, kB);
    const EntropicLimit at = limit();
    REQUIRE(at.termination() == Termination::converged);
    near(at.value(EntropicStatistic::objective), truth.objective);
    near(at.value(EntropicStatistic::entropy_objective), truth.entropy_objective);
    near(at.value(EntropicStatistic::transport_cost), truth.transport_cost);
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t j = 0; j < 3; ++j)
        near(at.plan()(static_cast<Index>(i), static_cast<Index>(j)), truth.plan[i][j]);
    // A weak coupling: half the second moment of the doubly centred cost over epsilon is taken off its mean.
    const Matrix cost = cost_matrix();
    const Vector a = vector(kA), b = vector(kB);
    const Result far = solve("entropic", problem_from_matrix(cost, a, b), {.epsilon = 100, .tolerance = 1e-12});
    near(far.objective, Entropic(kA, kB, 100).objective);
    CHECK(far.objective == doctest::Approx(1.1738517).epsilon(5e-8));
  }

  TEST_CASE("three points have the variances that differences of their values give") {
    EntropicLimit at = limit();
    const auto check = [&](const LimitVariance& variance, auto&& value) {
      near(variance.source, variance_of(kA, [&](const Weights& a) { return value(Entropic(a, kB)); }));
      near(variance.target, variance_of(kB, [&](const Weights& b) { return value(Entropic(kA, b)); }));
    };
    const LimitVariance variance = at.variance(EntropicStatistic::objective);
    check(variance, [](const Entropic& s) { return s.objective; });
    check(at.variance(EntropicStatistic::entropy_objective), [](const Entropic& s) { return s.entropy_objective; });
    check(at.variance(EntropicStatistic::transport_cost), [](const Entropic& s) { return s.transport_cost; });
    check(at.variance(at.rooted_influence(2)), [](const Entropic& s) { return std::sqrt(s.transport_cost); });
    CHECK(variance.source + variance.target == doctest::Approx(0.293).epsilon(0.0017));  // as published
  }

  TEST_CASE("the plan of three points has the covariance that differences of plans give") {
    const SampleSizes sizes = SampleSizes::two_samples(400, 100);
    const Matrix covariance = limit().plan_covariance(sizes);
    // Columns: the plan's change along (point i) - the marginal.
    const auto columns = [](const Weights& law, auto&& plan_at) {
      Matrix result(9, 3);
      for (std::size_t i = 0; i < 3; ++i) {
        Weights towards{};
        for (std::size_t k = 0; k < 3; ++k) towards[k] = (k == i ? 1 : 0) - law[k];
        for (std::size_t entry = 0; entry < 9; ++entry)
          result(static_cast<Index>(entry), static_cast<Index>(i)) =
              static_cast<double>(slope([&](Real t) { return plan_at(moved(law, towards, t))[entry / 3][entry % 3]; }));
      }
      return result;
    };
    const Matrix by_a = columns(kA, [](const Weights& a) { return Entropic(a, kB).plan; });
    const Matrix by_b = columns(kB, [](const Weights& b) { return Entropic(kA, b).plan; });
    const Matrix truth = 0.2 * by_a * vector(kA).asDiagonal() * by_a.transpose() +
                         0.8 * by_b * vector(kB).asDiagonal() * by_b.transpose();
    CHECK((covariance - truth).cwiseAbs().maxCoeff() < 1e-10);
  }

  TEST_CASE("the spectrum of three points is the rate of the iteration and gives the second order") {
    const std::array<Real, 2> squares = spectrum(squared(Entropic(kA, kB).plan), kA);
    EntropicLimit at = limit();
    near(at.singular_values()[0], std::sqrt(squares[0]));
    near(at.singular_values()[1], std::sqrt(squares[1]));
    CHECK(squares[0] == doctest::Approx(0.57363).epsilon(1e-5));
    const Real bias = kEpsilon / 2 * (squares[0] / (1 - squares[0]) + squares[1] / (1 - squares[1]));
    near(at.bias_constant(), bias);
    CHECK(2 * at.bias_constant() == doctest::Approx(1.049).epsilon(5e-4));
    // V along a + t (1, -1, 0), b + s (0, 1, -1), by differences of slopes.
    const Weights h{1, -1, 0}, k{0, 1, -1};
    const auto second = [](const Weights& a_way, const Weights& b_way, const Weights& a_other, const Weights& b_other) {
      return slope([&](Real t) {
        return slope([&](Real s) {
          return Entropic(moved(moved(kA, a_way, t), a_other, s), moved(moved(kB, b_way, t), b_other, s)).objective;
        });
      });
    };
    EntropicDerivatives derivatives;
    const Matrix cost = cost_matrix();
    const Vector a = vector(kA), b = vector(kB);
    const Problem problem = problem_from_matrix(cost, a, b);
    const Result solved = solve("entropic", problem, {.epsilon = 0.7, .tolerance = 1e-14});
    derivatives.differentiate(problem, 0.7, solved.f, solved.g);
    const ValueHessian hessian = derivatives.objective_hessian();
    const auto form = [](const Matrix& m, const Weights& x, const Weights& y) { return vector(x).dot(m * vector(y)); };
    const Weights none{};
    near(form(hessian.aa, h, h), second(h, none, h, none));
    near(form(hessian.ab, h, k), second(h, none, none, k));
    near(form(hessian.bb, k, k), second(none, k, none, k));
    CHECK(form(hessian.aa, h, h) == doctest::Approx(1.352596112).epsilon(kTolerance));
    CHECK(form(hessian.ab, h, k) == doctest::Approx(-0.035117801).epsilon(2e-8));  // the digits that are published
  }

  TEST_CASE("the bias of three points is what the mean over all samples tends to") {
    const Real value = Entropic(kA, kB).objective;
    const auto scaled_bias = [&](int n) {
      Real mean = 0;
      for_all_samples(n, kA, [&](const Weights& a, Real mass) { mean += mass * (Entropic(a, kB).objective - value); });
      return n * mean;
    };
    // c + c' / n + c'' / n^2 + ...: each row of the table takes one of them off.
    std::array<Real, 4> table{scaled_bias(10), scaled_bias(20), scaled_bias(40), scaled_bias(80)};
    CHECK(std::abs(static_cast<double>(table[3]) - limit().bias_constant()) > 1e-3);  // there is something to take off
    for (std::size_t order = 1; order < 4; ++order)
      for (std::size_t k = 3; k >= order; --k) {
        const Real power = std::exp2(static_cast<Real>(order));
        table[k] = (power * table[k] - table[k - 1]) / (power - 1);
      }
    CHECK(limit().bias_constant() == doctest::Approx(static_cast<double>(table[3])).epsilon(1e-4));
  }

  TEST_CASE("the divergence of three points has the null law of its spectrum and the variance of its differences") {
    const std::array<Real, 2> s = spectrum(Entropic(kA, kA).plan, kA);
    const Real w = kEpsilon / 2 * s[0] / (1 - s[0] * s[0]), v = kEpsilon / 2 * s[1] / (1 - s[1] * s[1]);
    const WeightedChiSquare null = sinkhorn_divergence_null_law(cost_matrix(), vector(kA), 0.7);
    near(null.mean(), w + v);
    near(null.variance(), 2 * (w * w + v * v));
    CHECK(null.mean() == doctest::Approx(0.7965).epsilon(5e-5));
    CHECK(null.variance() == doctest::Approx(0.7504).epsilon(5e-5));
    // w Z^2 + v Z'^2 in polar coordinates: 1 - the mean over all angles of exp(-x / (2 (w cos^2 + v sin^2))).
    const auto cdf = [&](Real x) {
      constexpr int kAngles = 400;
      Real above = 0;
      for (int k = 0; k < kAngles; ++k) {
        const Real c = std::cos(std::numbers::pi_v<Real> * k / kAngles);
        above += std::exp(-x / (2 * (w * c * c + v * (1 - c * c)))) / kAngles;
      }
      return 1 - above;
    };
    for (double x : {0.01, 0.3, 1.0, 2.5, 6.0}) near(null.cdf(x), cdf(x));
    near(static_cast<double>(cdf(null.quantile(0.95))), 0.95L);
    CHECK(null.quantile(0.95) == doctest::Approx(2.50854).epsilon(1e-6));
    SinkhornDivergenceLimit apart(cost_matrix(), vector(kA), vector(kB), 0.7);
    near(apart.value(), divergence(kA, kB));
    near(apart.variance().source, variance_of(kA, [](const Weights& a) { return divergence(a, kB); }));
    near(apart.variance().target, variance_of(kB, [](const Weights& b) { return divergence(kA, b); }));
  }

  TEST_CASE("tests by bootstraps on three points have the size that enumeration gives") {
    constexpr int kN = 40, kFew = 6, kDraws = 1000;
    const Matrix metric{{0, 1, 2}, {1, 0, 1}, {2, 1, 0}};
    const StatisticOfLaws statistic = wasserstein_distance(metric, 1);
    const auto w = [](const Weights& a, const Weights& b) { return std::abs(a[0] - b[0]) + std::abs(a[2] - b[2]); };
    const SampleSizes sizes = SampleSizes::one_sample(kN), few = SampleSizes::one_sample(kFew);
    const Vector law = vector(kA);
    struct Method {
      Bootstrap bootstrap;
      int resampled;
      bool recentred;
    };
    std::array<double, 3> size{};
    for_all_samples(kN, kA, [&](const Weights& a, Real mass) {
      const Vector seen = vector(a);
      const Real observed = std::sqrt(Real(kN)) * w(a, kA);
      std::array<Method, 3> methods{{{Bootstrap::naive(statistic, seen, law, sizes), kN, false},
                                     {Bootstrap::m_out_of_n(statistic, seen, law, few), kFew, false},
                                     {Bootstrap::recentred(statistic, seen, law, sizes), kN, true}}};
      for (std::size_t k = 0; k < 3; ++k) {
        Real p = 0;  // of all resamples, ties included
        for_all_samples(methods[k].resampled, a, [&](const Weights& again, Real chance) {
          const Real value = methods[k].recentred ? w(again, a) : w(again, kA) - w(a, kA);
          if (std::sqrt(Real(methods[k].resampled)) * value >= observed - 1e-12L) p += chance;
        });
        const double exact = static_cast<double>(p);
        if (exact <= 0.05) size[k] += static_cast<double>(mass);
        if (mass < 5e-3L) continue;  // the likely samples are drawn from, too
        const auto sample = static_cast<std::uint64_t>(std::lround(100 * kN * a[0] + kN * a[1]));
        const Stream stream(stream_key(1, "three_points_test", "resamples"), sample);
        const double drawn = methods[k].bootstrap.p_value(static_cast<double>(observed), kDraws, stream);
        CHECK(std::abs(drawn - exact) <= 5.5 * std::sqrt(exact * (1 - exact) / kDraws) + 3.0 / kDraws);
      }
    });
    CHECK(size[0] > 0.1);
    CHECK(size[1] > 0.1);  // six of forty points are no remedy yet
    CHECK(size[2] < 0.07);
  }
}
