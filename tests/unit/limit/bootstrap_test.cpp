#include "mongecarlo/limit/bootstrap.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "mongecarlo/limit/wasserstein_derivatives.hpp"
#include "mongecarlo/limit/wasserstein_null_law.hpp"
#include "statistical_assertions.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

constexpr int kDraws = 20000;
constexpr double kFalseAlarms = 1e-7;

Stream stream_of(std::uint64_t replicate) { return Stream(stream_key(4, "bootstrap_test", "draws"), replicate); }

Matrix line_metric(const Vector& x) {
  Matrix d(x.size(), x.size());
  for (Index i = 0; i < x.size(); ++i)
    for (Index j = 0; j < x.size(); ++j) d(i, j) = std::abs(x[i] - x[j]);
  return d;
}

double binomial_mass(double n, double p, double k) {
  if (p == 0 || p == 1) return k == n * p ? 1 : 0;
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) +
                  (n - k) * std::log1p(-p));
}

// The distribution function of value(i / k, j / l), i and j independent binomials; l = 0: the second one is s.
struct EnumeratedLaw {
  int k, l;
  double r, s;
  std::function<double(double, double)> value;

  double operator()(double x) const {
    double below = 0;
    for (int i = 0; i <= k; ++i)
      for (int j = 0; j <= l; ++j)
        if (value(double(i) / k, l > 0 ? double(j) / l : s) <= x + 1e-9)
          below += binomial_mass(k, r, i) * (l > 0 ? binomial_mass(l, s, j) : 1);
    return below;
  }
};

std::vector<double> draws_of(Bootstrap bootstrap) {
  std::vector<double> values;
  bootstrap.sample(kDraws, stream_of(1), values);
  for (double& value : values) value = std::round(value * 1e9) / 1e9;  // values that are equal but for rounding
  return values;
}

Vector two(double r) { return Vector{{r, 1 - r}}; }

const Matrix kTwoPoints{{0, 3}, {3, 0}};
double distance_of(double r, double s, double p) { return 3 * std::pow(std::abs(r - s), 1 / p); }

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("bootstraps of one sample on two points have their binomial laws") {
    const double r = 0.35, s = 0.5, n = 40;
    const auto sizes = SampleSizes::one_sample(n);
    for (double p : {1.0, 2.0}) {
      CAPTURE(p);
      const StatisticOfLaws statistic = wasserstein_distance(kTwoPoints, p);
      const auto centred = [&](double size) {
        return
            [=](double x, double) { return std::pow(size, 0.5 / p) * (distance_of(x, s, p) - distance_of(r, s, p)); };
      };
      const auto naive = draws_of(Bootstrap::naive(statistic, two(r), two(s), sizes, 1 / p));
      CHECK(has_cdf(naive, EnumeratedLaw{40, 0, r, s, centred(40)}, kFalseAlarms));
      CHECK_FALSE(has_cdf(naive, EnumeratedLaw{40, 0, s, s, centred(40)}, kFalseAlarms));  // drawn from the truth
      CHECK_FALSE(has_cdf(naive, EnumeratedLaw{39, 0, r, s, centred(40)}, kFalseAlarms));  // n - 1 draws
      CHECK(has_cdf(draws_of(Bootstrap::m_out_of_n(statistic, two(r), two(s), SampleSizes::one_sample(13), 1 / p)),
                    EnumeratedLaw{13, 0, r, s, centred(13)}, kFalseAlarms));
      CHECK(has_cdf(
          draws_of(Bootstrap::recentred(statistic, two(r), two(s), sizes, 1 / p)),
          EnumeratedLaw{40, 0, r, s, [=](double x, double) { return std::pow(n, 0.5 / p) * distance_of(x, r, p); }},
          kFalseAlarms));
      CHECK(has_cdf(
          draws_of(
              Bootstrap::directional(wasserstein_derivative(kTwoPoints, two(r), two(s), p), two(r), two(s), sizes)),
          EnumeratedLaw{40, 0, r, s,
                        [=](double x, double) { return std::sqrt(n) * 3 / p * std::pow(s - r, 1 / p - 1) * (r - x); }},
          kFalseAlarms));
    }
  }

  TEST_CASE("bootstraps of two samples of unequal size on two points have their binomial laws") {
    const double r = 0.3, s = 0.6, n = 32, m = 8, pooled = (n * r + m * s) / (n + m);
    const auto sizes = SampleSizes::two_samples(n, m);
    const double rate = std::sqrt(32.0 * 8 / 40);
    const StatisticOfLaws statistic = wasserstein_distance(kTwoPoints, 1);
    CHECK(
        has_cdf(draws_of(Bootstrap::naive(statistic, two(r), two(s), sizes)),
                EnumeratedLaw{32, 8, r, s, [=](double x, double y) { return rate * 3 * (std::abs(x - y) - (s - r)); }},
                kFalseAlarms));
    const SampleSizes fewer = sizes.subsampled(0.5);  // 11 and 3: 8^-1/2 of both
    const double slower = std::sqrt(33.0 / 14);
    CHECK(has_cdf(
        draws_of(Bootstrap::m_out_of_n(statistic, two(r), two(s), fewer)),
        EnumeratedLaw{11, 3, r, s, [=](double x, double y) { return slower * 3 * (std::abs(x - y) - (s - r)); }},
        kFalseAlarms));
    const EnumeratedLaw null{32, 8, pooled, pooled, [=](double x, double y) { return rate * 3 * std::abs(x - y); }};
    CHECK(has_cdf(draws_of(Bootstrap::recentred(statistic, two(r), two(s), sizes)), null, kFalseAlarms));
    CHECK(has_cdf(draws_of(Bootstrap::directional(wasserstein_null_derivative(kTwoPoints, two(pooled), 1), two(pooled),
                                                  two(pooled), sizes)),
                  null, kFalseAlarms));
  }

  TEST_CASE("a bootstrap on three points has the law of all resamples") {
    const Vector x{{0, 1, 3}}, a{{0.5, 0.25, 0.25}}, b{{0.2, 0.3, 0.5}};
    Bootstrap bootstrap = Bootstrap::naive(wasserstein_distance(line_metric(x), 1), a, b, SampleSizes::one_sample(4));
    // W_1 = |A_1 - B_1| + 2 |A_2 - B_2| with cumulative weights.
    const auto w = [](double first, double second) {
      return std::abs(first - 0.2) + 2 * std::abs(first + second - 0.5);
    };
    double expected = 0;
    for (int i = 0; i <= 4; ++i)
      for (int j = 0; i + j <= 4; ++j)
        expected += 24 / std::tgamma(i + 1) / std::tgamma(j + 1) / std::tgamma(5 - i - j) * std::pow(0.5, i) *
                    std::pow(0.25, 4 - i) * 2 * (w(i / 4.0, j / 4.0) - w(0.5, 0.25));
    std::vector<double> values;
    bootstrap.sample(kDraws, stream_of(2), values);
    CHECK(has_mean(values, expected, 6, kFalseAlarms));
  }

  TEST_CASE("values of entropic transport are resampled like any other statistic") {
    const Matrix cost{{0, 1}, {1, 0}};
    const StatisticOfLaws objective = [&cost](const Vector& a, const Vector& b) {
      return solve("entropic", problem_from_matrix(cost, a, b), {.epsilon = 0.5, .tolerance = 1e-11})
          .certified_objective;
    };
    const auto value = [&](double r) { return objective(two(r), two(0.5)).midpoint(); };
    std::vector<double> values;
    Bootstrap::naive(objective, two(0.3), two(0.5), SampleSizes::one_sample(20)).sample(2000, stream_of(3), values);
    // V of k and of 20 - k are equal but for the solver's error: one atom.
    for (double& drawn : values) drawn = std::round(drawn * 1e6) / 1e6;
    std::vector<double> at(21);
    for (int k = 0; k <= 20; ++k) at[static_cast<std::size_t>(k)] = std::sqrt(20) * (value(k / 20.0) - value(0.3));
    const auto cdf = [&](double x) {
      double below = 0;
      for (int k = 0; k <= 20; ++k)
        if (at[static_cast<std::size_t>(k)] <= x + 1e-6) below += binomial_mass(20, 0.3, k);
      return below;
    };
    CHECK(has_cdf(values, cdf, kFalseAlarms));
  }

  TEST_CASE("p-values count ties and what may be a tie") {
    // One point: every draw is 0.
    const Vector one{{1.0}};
    Bootstrap certain = Bootstrap::naive(wasserstein_distance(Matrix{{0.0}}, 1), one, one, SampleSizes::one_sample(5));
    CHECK(certain.p_value(0, 99, stream_of(4)) == 1);
    CHECK(certain.p_value(1e-14, 99, stream_of(4)) == 1);
    CHECK(certain.p_value(1e-3, 99, stream_of(4)) == doctest::Approx(0.01));
    Bootstrap vague([] {
      const Vector law{{1.0}};
      return Bootstrap::recentred([](const Vector&, const Vector&) { return Certified(0, 1); }, law, law,
                                  SampleSizes::one_sample(1));
    }());
    CHECK(vague.p_value(0.9, 9, stream_of(4)) == 1);
  }

  TEST_CASE("resamples of both samples keep the ratio of their sizes") {
    const SampleSizes sizes = SampleSizes::two_samples(4000, 1000).subsampled(0.5);
    CHECK(sizes.n() == 126);
    CHECK(sizes.m() == 32);
    CHECK(SampleSizes::one_sample(1000).subsampled(0.5).n() == 32);
    CHECK(std::isinf(SampleSizes::one_sample(1000).subsampled(0.5).m()));
    CHECK(SampleSizes::two_samples(1000, 4000).subsampled(0.5).m() == 126);
    CHECK(SampleSizes::two_samples(50, 20).subsampled(1).n() == 50);
    CHECK(mentions(complaint([] { SampleSizes::one_sample(10).subsampled(1.5); }), "gamma is 1.5"));
  }

  TEST_CASE("the derivatives on more points take directions on all of them") {
    const Vector x{{0, 1, 2, 4}}, law{{0.5, 0, 0.2, 0.3}};
    const Matrix d = line_metric(x);
    const Vector g{{0.2, 0, -0.5, 0.3}}, h{{-0.1, 0, 0.1, 0}};
    // Handed on over the points 0, 2 and 4 alone: |0.3| 2^2 + |-0.3| 2^2.
    CHECK(wasserstein_null_derivative(d, law, 2)(g, h).midpoint() == doctest::Approx(std::sqrt(2.4)));
    // All mass moves up: W_1 is the difference of the means.
    const Vector above{{0.1, 0.2, 0.3, 0.4}};
    CHECK(wasserstein_derivative(d, law, above, 1)(g, Vector::Zero(4)).midpoint() == doctest::Approx(-g.dot(x)));
  }

  TEST_CASE("what cannot be resampled is refused by name") {
    const StatisticOfLaws w = wasserstein_distance(kTwoPoints, 1);
    const Vector a = two(0.3), bad{{0.3, 0.3}}, one{{1.0}};
    const auto sizes = SampleSizes::one_sample(10);
    CHECK(mentions(complaint([&] { Bootstrap::naive(w, bad, a, sizes); }), "Bootstrap::naive: a sums to 0.6"));
    CHECK(mentions(complaint([&] { Bootstrap::recentred(w, a, bad, sizes); }), "b sums to 0.6"));
    CHECK(mentions(complaint([&] { Bootstrap::recentred(w, a, one, sizes); }), "a has size 2, but b has size 1"));
    CHECK(mentions(complaint([&] { Bootstrap::m_out_of_n(w, a, a, SampleSizes::one_sample(5.5)); }),
                   "n is 5.5, but must be a whole number"));
    CHECK(mentions(complaint([&] { Bootstrap::naive(w, a, a, SampleSizes::two_samples(4, 2.5)); }), "m is 2.5"));
    CHECK(mentions(complaint([&] { Bootstrap::naive(w, a, a, sizes, 0); }), "power is 0"));
    CHECK(mentions(complaint([&] { Bootstrap::naive(w, a, a, sizes).p_value(1, 0, stream_of(0)); }), "count is 0"));
    CHECK(mentions(complaint([&] { wasserstein_distance(-kTwoPoints, 1); }), "entry of distance is -3"));
    CHECK(mentions(complaint([&] { wasserstein_distance(kTwoPoints, 0.5); }), "p is 0.5"));
    const StatisticOfLaws nothing = [](const Vector&, const Vector&) -> Certified { return std::nan(""); };
    std::vector<double> values;
    CHECK_THROWS_AS(Bootstrap::recentred(nothing, a, a, sizes).sample(3, stream_of(0), values), std::runtime_error);
  }
}
