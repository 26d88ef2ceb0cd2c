#include "mongecarlo/limit/entropic_limit.hpp"

#include <doctest/doctest.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <numbers>

#include "mongecarlo/limit/sinkhorn_divergence_limit.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;
using doctest::Approx;

namespace {

using enum EntropicStatistic;

Matrix zero_one() { return Matrix{{0, 1}, {1, 0}}; }
Vector pair(double r) { return Vector{{r, 1 - r}}; }

/// N equally spaced points of the unit circle, cost 1 - cos of the angle: half the squared distance.
Matrix circle(Index n) {
  Matrix cost(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j)
      cost(i, j) = 1 - std::cos(2 * std::numbers::pi * static_cast<double>(i - j) / static_cast<double>(n));
  return cost;
}
Vector uniform(Index n) { return Vector::Constant(n, 1 / static_cast<double>(n)); }

struct Instance {
  Matrix cost;
  Vector a, b;
  double epsilon;
};

Instance random_instance(std::uint64_t seed, Index n, Index m) {
  Numbers numbers(seed);
  return {numbers.matrix(n, m), numbers.weights(n), numbers.weights(m), 0.4};
}

EntropicLimit at(const Instance& s) { return {s.cost, s.a, s.b, s.epsilon}; }

/// d/dt of read(limit) along b <- (1 - t) b + t (mass of point j), by differences of second order, extrapolated.
template <class Read>
double derivative_at_target(const Instance& instance, Index j, Read&& read) {
  const auto moved = [&](double t) {
    Instance s = instance;
    s.b *= 1 - t;
    s.b[j] += t;
    EntropicLimit limit = at(s);
    return read(limit);
  };
  const auto slope = [&](double h) { return (moved(h) - moved(-h)) / (2 * h); };
  return (4 * slope(5e-4) - slope(1e-3)) / 3;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("two points have the values and variances of their closed forms") {
    EntropicLimit limit(zero_one(), pair(0.3), pair(0.6), 0.5);
    REQUIRE(limit.termination() == Termination::converged);
    CHECK(limit.plan()(0, 0) == Approx(0.293122448132).epsilon(1e-11));
    CHECK(limit.value(transport_cost) == Approx(0.313755103736).epsilon(1e-11));
    CHECK(limit.value(objective) == Approx(0.393940459421).epsilon(1e-11));
    CHECK(limit.value(entropy_objective) == Approx(-0.247997525111).epsilon(1e-11));
    CHECK(limit.variance(objective).source == Approx(0.075418734350).epsilon(1e-9));
    CHECK(limit.variance(objective).target == Approx(0.108842326927).epsilon(1e-9));
    CHECK(limit.variance(transport_cost).source == Approx(0.175325176756).epsilon(1e-9));
    CHECK(limit.variance(transport_cost).target == Approx(0.205325176756).epsilon(1e-9));
    CHECK(limit.singular_values()[0] == Approx(0.503887432933).epsilon(1e-10));
    CHECK(2 * limit.bias_constant() == Approx(0.170153740232).epsilon(1e-9));
    // E: V's slope along (1, -1) and epsilon times the logit.
    const Influence v = limit.influence(objective), e = limit.influence(entropy_objective);
    CHECK(e.source[0] - e.source[1] == Approx(v.source[0] - v.source[1] + 0.5 * std::log(0.3 / 0.7)).epsilon(1e-9));
  }

  TEST_CASE("influence functions are the derivatives along contaminations") {
    const Instance instance = random_instance(7, 3, 4);
    EntropicLimit limit = at(instance);
    const Matrix weight = Numbers(8).matrix(3, 4);
    for (Index j = 0; j < 4; ++j) {
      CAPTURE(j);
      for (EntropicStatistic statistic : {objective, entropy_objective, transport_cost})
        CHECK(limit.influence(statistic).target[j] == Approx(derivative_at_target(instance, j, [&](EntropicLimit& s) {
                                                        return s.value(statistic);
                                                      })).epsilon(1e-7));
      CHECK(limit.rooted_influence(3).target[j] == Approx(derivative_at_target(instance, j, [](EntropicLimit& s) {
                                                     return std::cbrt(s.value(transport_cost));
                                                   })).epsilon(1e-7));
      CHECK(limit.plan_sum_influence(view(weight)).target[j] ==
            Approx(derivative_at_target(instance, j, [&](EntropicLimit& s) {
              return s.plan().cwiseProduct(weight).sum();
            })).epsilon(1e-7));
    }
  }

  TEST_CASE("transposing a problem swaps the sides of every limit") {
    const Instance s = random_instance(11, 3, 5);
    EntropicLimit limit = at(s), transposed(s.cost.transpose(), s.b, s.a, s.epsilon);
    for (EntropicStatistic statistic : {objective, entropy_objective, transport_cost}) {
      const LimitVariance one = limit.variance(statistic), other = transposed.variance(statistic);
      CHECK(one.source == Approx(other.target).epsilon(1e-9));
      CHECK(one.target == Approx(other.source).epsilon(1e-9));
      const auto sizes = SampleSizes::two_samples(400, 100);
      CHECK(one.of(sizes) == Approx(other.of(SampleSizes::two_samples(100, 400))).epsilon(1e-9));
      CHECK(one.of(sizes) == Approx(0.2 * one.source + 0.8 * one.target).epsilon(1e-12));
    }
  }

  TEST_CASE("costs that are potentials shift influence functions by a constant and nothing else") {
    Instance s = random_instance(13, 4, 3);
    EntropicLimit before = at(s);
    const Influence v = before.influence(objective), plan_part = before.plan_sum_influence(view(s.cost));
    s.cost.array() += 10;
    EntropicLimit after = at(s);
    CHECK((after.influence(objective).source - v.source).norm() < 1e-10);
    CHECK(after.variance(objective).target == Approx(before.variance(objective).target).epsilon(1e-9));
    CHECK(v.source.dot(s.a) == Approx(0).epsilon(1e-12));
    // Variances are centred: a gauge of ten is not seen.
    Influence leaked = v;
    leaked.source.array() += 10;
    CHECK(leaked.variance(s.a, s.b).source == Approx(v.variance(s.a, s.b).source).epsilon(1e-9));
  }

  TEST_CASE("the covariance of the plan keeps the marginals and gives each entry its variance") {
    const Instance s = random_instance(17, 3, 4);
    EntropicLimit limit = at(s);
    const auto sizes = SampleSizes::two_samples(400, 100);
    const Matrix covariance = limit.plan_covariance(sizes);
    REQUIRE(covariance.rows() == 12);
    CHECK((covariance - covariance.transpose()).norm() < 1e-12);
    // Row sums of the plan are a_n: their covariance is that of the multinomial law.
    Matrix row_sums = Matrix::Zero(3, 12), weight = Matrix::Zero(3, 4);
    for (Index i = 0; i < 3; ++i) row_sums.block(i, 4 * i, 1, 4).setOnes();
    const Matrix multinomial = Matrix(s.a.asDiagonal()) - s.a * s.a.transpose();
    CHECK((row_sums * covariance * row_sums.transpose() - 0.2 * multinomial).norm() < 1e-10);
    for (Index k = 0; k < 12; ++k) {
      weight.setZero();
      weight.data()[k] = 1;
      CHECK(covariance(k, k) == Approx(limit.variance(limit.plan_sum_influence(view(weight))).of(sizes)).epsilon(1e-9));
    }
    const Vector spectrum = Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(covariance).eigenvalues();
    CHECK(spectrum.head(12 - 5).cwiseAbs().maxCoeff() < 1e-12);  // rank 3 + 4 - 2
    CHECK(spectrum[12 - 5] > 1e-8);
  }

  TEST_CASE("the bias is half the trace of the second derivatives against the multinomial covariance") {
    const Instance s = random_instance(19, 4, 3);
    EntropicLimit limit = at(s);
    Result result =
        solve("entropic", problem_from_matrix(s.cost, s.a, s.b), {.epsilon = s.epsilon, .tolerance = 1e-14});
    EntropicDerivatives derivatives;
    derivatives.differentiate(problem_from_matrix(s.cost, s.a, s.b), s.epsilon, result.f, result.g);
    const ValueHessian hessian = derivatives.objective_hessian();
    const auto half_trace = [](const Matrix& second, const Vector& weights) {
      return 0.5 * (second * (Matrix(weights.asDiagonal()) - weights * weights.transpose())).trace();
    };
    CHECK(limit.bias_constant() == Approx(half_trace(hessian.aa, s.a)).epsilon(1e-9));
    CHECK(limit.bias_constant() == Approx(half_trace(hessian.bb, s.b)).epsilon(1e-9));
  }

  TEST_CASE("the circle has constant potentials and a chi square limit of known moments") {
    // Singular values I_j(1/epsilon) / I_0(1/epsilon), each twice; on 40 points the rest is below rounding.
    EntropicLimit limit(circle(40), uniform(40), uniform(40), 0.3);
    CHECK(limit.value(objective) == Approx(0.442270309461).epsilon(1e-10));
    CHECK(limit.value(transport_cost) == Approx(0.168099928831).epsilon(1e-10));
    CHECK(limit.singular_values()[0] == Approx(1 - 0.168099928831).epsilon(1e-10));
    CHECK(limit.singular_values()[1] == Approx(1 - 0.168099928831).epsilon(1e-10));
    CHECK(limit.variance(objective).source < 1e-20);
    CHECK(2 * limit.bias_constant() == Approx(1.587954452).epsilon(1e-9));
    // rho^2 = n/2 for n = m.
    const WeightedChiSquare law = limit.degenerate_law(SampleSizes::two_samples(1, 1));
    CHECK(2 * law.mean() == Approx(1.587954452).epsilon(1e-9));
    CHECK(4 * law.variance() == Approx(2.336144248).epsilon(1e-9));
    // One sample: sigma^2 terms only.
    const WeightedChiSquare one = limit.degenerate_law(SampleSizes::one_sample(100));
    CHECK(one.mean() == Approx(limit.bias_constant()).epsilon(1e-9));
    for (double w : one.weights()) CHECK(w > -1e-15);
    const WeightedChiSquare null = sinkhorn_divergence_null_law(circle(40), uniform(40), 0.3);
    CHECK(null.mean() == Approx(1.120436334).epsilon(1e-9));
    CHECK(null.variance() == Approx(0.703132646).epsilon(1e-9));
  }

  TEST_CASE("the degenerate law of unequal samples has the moments of its quadratic form") {
    EntropicLimit limit(circle(6), uniform(6), uniform(6), 0.5);
    const WeightedChiSquare law = limit.degenerate_law(SampleSizes::two_samples(400, 100));
    double mean = 0, variance = 0;
    for (double s : limit.singular_values()) {
      const double u = 0.2, v = 0.8, factor = 0.5 / (1 - s * s);
      mean += factor * s * s / 2;
      variance += factor * factor * (std::pow(s, 4) / 2 * (u * u + v * v) + s * s * u * v);
    }
    CHECK(law.mean() == Approx(mean).epsilon(1e-10));
    CHECK(law.variance() == Approx(variance).epsilon(1e-10));
  }

  TEST_CASE("the divergence has the influence of its value and the second order of its null law") {
    const Matrix cost{{0, 1, 4}, {1, 0, 1}, {4, 1, 0}};
    const Vector a{{0.5, 0.2, 0.3}}, b{{0.2, 0.2, 0.6}};
    const double epsilon = 0.7, h = 1e-3;
    SinkhornDivergenceLimit limit(cost, a, b, epsilon);
    REQUIRE(limit.termination() == Termination::converged);
    const auto at_moved = [&](Index i, double t) {
      Vector moved = (1 - t) * a;
      moved[i] += t;
      return SinkhornDivergenceLimit(cost, moved, b, epsilon).value();
    };
    for (Index i = 0; i < 3; ++i)
      CHECK(limit.influence().source[i] == Approx((at_moved(i, h) - at_moved(i, -h)) / (2 * h)).epsilon(1e-5));
    CHECK(SinkhornDivergenceLimit(cost, a, a, epsilon).variance().source < 1e-20);
    // The mean of the null law: half the trace of the second derivative of S(., a) at a against the covariance.
    const auto divergence = [&](const Vector& moved) {
      return SinkhornDivergenceLimit(cost, moved, a, epsilon).value();
    };
    double trace = 0;
    for (Index i = 0; i < 3; ++i) {
      Vector change = -a;
      change[i] += 1;
      trace += a[i] * (divergence(a + h * change) + divergence(a - h * change)) / (h * h);
    }
    const WeightedChiSquare null = sinkhorn_divergence_null_law(cost, a, epsilon);
    CHECK(null.weights().size() == 2);
    CHECK(null.mean() == Approx(trace / 2).epsilon(1e-5));
  }

  TEST_CASE("bad input of limits names the argument") {
    const auto limit = [](const Vector& a, double epsilon) {
      return complaint([&] { EntropicLimit(zero_one(), a, pair(0.6), epsilon); });
    };
    CHECK(mentions(limit(Vector{{0.5, 0.6}}, 1), "EntropicLimit: a sums to 1.1"));
    CHECK(mentions(limit(Vector{{1, 0}}, 1), "a[1] is 0"));
    CHECK(mentions(limit(Vector{{0.5, 0.25, 0.25}}, 1), "a"));
    CHECK(mentions(limit(pair(0.3), 0), "epsilon is 0"));
    EntropicLimit good(zero_one(), pair(0.3), pair(0.6), 0.5);
    CHECK(mentions(complaint([&] { good.rooted_influence(0.5); }), "p is 0.5"));
    CHECK(mentions(complaint([&] { good.plan_sum_influence(view(Matrix::Ones(3, 2).eval())); }), "rows of weight"));
    CHECK(mentions(complaint([] { SampleSizes::two_samples(0, 3); }), "n is 0"));
    CHECK(mentions(complaint([] { SampleSizes::two_samples(3, std::nan("")); }), "m is nan"));
    CHECK(mentions(complaint([] {
                     SinkhornDivergenceLimit(Matrix{{0, 1}, {2, 0}}, pair(0.3), pair(0.6), 1);
                   }),
                   "cost[0][1] is 1"));
    CHECK(mentions(complaint([] { SinkhornDivergenceLimit(Matrix::Ones(2, 3), pair(0.3), pair(0.6), 1); }), "columns"));
  }
}
