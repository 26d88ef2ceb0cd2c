#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include "mongecarlo/limit/wasserstein_alternative_law.hpp"
#include "mongecarlo/limit/wasserstein_null_law.hpp"
#include "mongecarlo/transport/tree_transport.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

Matrix line_metric(const Vector& x) {
  Matrix d(x.size(), x.size());
  for (Index i = 0; i < x.size(); ++i)
    for (Index j = 0; j < x.size(); ++j) d(i, j) = std::abs(x[i] - x[j]);
  return d;
}

Stream stream_of(std::uint64_t replicate) { return Stream(stream_key(3, "wasserstein_laws_test", "g"), replicate); }

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("the limit of multinomial frequencies sums to zero and has their covariance") {
    const Vector r{{0.5, 0.3, 0.2, 0.0}};
    Stream stream = stream_of(1);
    Vector g;
    Matrix covariance = Matrix::Zero(4, 4);
    constexpr int kDraws = 40000;
    for (int k = 0; k < kDraws; ++k) {
      draw_multinomial_limit(r, stream, g);
      REQUIRE(std::abs(g.sum()) < 1e-14);
      covariance += g * g.transpose() / kDraws;
    }
    const Matrix expected = Matrix(r.asDiagonal()) - r * r.transpose();
    CHECK((covariance - expected).cwiseAbs().maxCoeff() < 0.01);
    CHECK(g[3] == 0);
  }

  TEST_CASE("the null law agrees with its closed forms on line tree and ultrametric tree") {
    Numbers numbers(1);
    const Vector x{{0.0, 0.3, 1.0, 1.2, 2.5}};
    const std::vector<Index> parent{4, 4, 5, 5, 6, 6, -1};
    const Vector diameter{{0, 0, 0, 0, 1, 0.5, 2}};
    Matrix leaves(4, 4);
    leaves << 0, 1, 2, 2, 1, 0, 2, 2, 2, 2, 0, 0.5, 2, 2, 0.5, 0;
    // A tree all of whose nodes have mass: a star with a path of two at one end.
    const std::vector<Index> star{-1, 0, 0, 2};
    const Vector length{{0, 1, 0.5, 0.75}};
    for (double p : {1.0, 2.0, 3.0})
      for (std::uint64_t k = 0; k < 5; ++k) {
        Stream stream = stream_of(k);
        const auto split = [](const Vector& g) { return std::pair<Vector, Vector>(g.cwiseMax(0), (-g).cwiseMax(0)); };
        Vector g;
        WassersteinNullLaw line(line_metric(x), numbers.weights(5), p);
        draw_multinomial_limit(line.weights(), stream, g);
        const Certified on_line = line.support_function(g);
        CHECK(on_line.midpoint() ==
              doctest::Approx(line_support_function({x.data(), 5}, {g.data(), 5}, p)).epsilon(1e-12));
        CHECK(line.distance(g).midpoint() == doctest::Approx(std::pow(on_line.midpoint(), 1 / p)).epsilon(1e-12));

        WassersteinNullLaw ultrametric(leaves, numbers.weights(4), p);
        draw_multinomial_limit(ultrametric.weights(), stream, g);
        auto [up, down] = split(g);
        Vector mu = Vector::Zero(7), nu = Vector::Zero(7);
        mu.head(4) = up;
        nu.head(4) = down;
        CHECK(ultrametric.support_function(g).midpoint() ==
              doctest::Approx(TreeTransport::ultrametric(parent, diameter, p).solve(mu, nu).primal).epsilon(1e-12));

        const TreeTransport tree(star, length), powers(star, length.array().pow(p));
        Matrix d(4, 4);
        for (Index i = 0; i < 4; ++i)
          for (Index j = 0; j < 4; ++j) d(i, j) = i == j ? 0 : tree.distance(std::min(i, j), std::max(i, j));
        WassersteinNullLaw on_tree(d, numbers.weights(4), p);
        draw_multinomial_limit(on_tree.weights(), stream, g);
        std::tie(up, down) = split(g);
        CHECK(on_tree.support_function(g).midpoint() == doctest::Approx(powers.solve(up, down).primal).epsilon(1e-12));
      }
  }

  TEST_CASE("points without mass hand nothing on") {
    // r = (1/2, 0, 1/2) on 0 - 1 - 2: the law is 2^p |N(0, 1/4)|, and not 2 |N(0, 1/4)|.
    const Vector x{{0, 1, 2}}, r{{0.5, 0, 0.5}};
    for (double p : {1.0, 2.0}) {
      WassersteinNullLaw law(line_metric(x), r, p);
      CHECK(law.weights().size() == 2);
      CHECK(law.support_function(Vector{{0.25, -0.25}}).midpoint() == doctest::Approx(0.25 * std::pow(2, p)));
    }
  }

  TEST_CASE("two points have the law of an absolute normal number") {
    const Vector x{{0, 3}}, r{{0.3, 0.7}};
    WassersteinNullLaw law(line_metric(x), r, 2);
    Stream stream = stream_of(9);
    double mean = 0;
    constexpr int kDraws = 20000;
    for (int k = 0; k < kDraws; ++k) mean += law.support_function(Vector{{1, -1}}).midpoint() / kDraws;
    CHECK(mean == doctest::Approx(9));
    double fourth = 0;  // W_2^4 = 81 N^2, N of variance 0.21
    for (int k = 0; k < kDraws; ++k) fourth += std::pow(law.draw(stream).midpoint(), 4) / kDraws;
    CHECK(fourth == doctest::Approx(81 * 0.21).epsilon(0.05));
  }

  TEST_CASE("the alternative law is the derivative of the optimal value") {
    Numbers numbers(4);
    for (int round = 0; round < 12; ++round) {
      const Matrix cost = numbers.matrix(4, 5);
      Vector r = numbers.weights(4), s = numbers.weights(5);
      if (round % 2) {  // proper subsets of equal mass: potentials are not unique
        r = Vector::Constant(4, 0.25);
        s = Vector{{0.25, 0.25, 0.25, 0.125, 0.125}};
      }
      WassersteinAlternativeLaw law(cost, r, s, 1);
      Stream stream = stream_of(static_cast<std::uint64_t>(round));
      Vector g, h;
      draw_multinomial_limit(r, stream, g);
      draw_multinomial_limit(s, stream, h);
      const double step = 1e-6;
      const auto value = [&](double t) {
        const Vector a = r + t * g, b = s + t * h;
        return solve("exact", problem_from_matrix(cost, a, b)).objective;
      };
      const Certified slope = law.support_function(g, h);
      CHECK(slope.termination == Termination::converged);
      CHECK(slope.gap() < 1e-9);
      CHECK(slope.midpoint() == doctest::Approx((value(step) - value(0)) / step).epsilon(1e-6));
    }
  }

  TEST_CASE("a unique pair of potentials makes the alternative law normal") {
    const Vector x{{0, 1, 3}};
    const Vector r{{0.5, 0.3, 0.2}}, s{{0.1, 0.2, 0.7}};  // mass moves up across every gap
    WassersteinAlternativeLaw law(line_metric(x), r, s, 1);
    const SampleSizes sizes = SampleSizes::two_samples(100, 400);
    Stream stream = stream_of(20);
    double sum = 0, squares = 0;
    constexpr int kDraws = 4000;
    for (int k = 0; k < kDraws; ++k) {
      const double value = law.draw(stream, sizes).midpoint();
      sum += value / kDraws;
      squares += value * value / kDraws;
    }
    // W_1 is the difference of the means: variances 1.29 and 1.41 of the laws, shares 0.8 and 0.2.
    const auto variance = [&](const Vector& w) { return w.dot(x.cwiseProduct(x)) - w.dot(x) * w.dot(x); };
    CHECK(std::abs(sum) < 0.08);
    CHECK(squares == doctest::Approx(0.8 * variance(r) + 0.2 * variance(s)).epsilon(0.1));
    CHECK(law.distance() == doctest::Approx(s.dot(x) - r.dot(x)).epsilon(1e-14));
  }

  TEST_CASE("the root of the alternative law is that of two points") {
    // W_p = d |r_1 - s_1|^(1/p): its derivative is (d / p) |r_1 - s_1|^(1/p - 1).
    const Vector x{{0, 3}}, r{{0.3, 0.7}}, s{{0.8, 0.2}};
    for (double p : {1.0, 2.0, 3.0}) {
      WassersteinAlternativeLaw law(line_metric(x).array().pow(p), r, s, p);
      Stream stream = stream_of(30);
      double squares = 0;
      constexpr int kDraws = 4000;
      for (int k = 0; k < kDraws; ++k) {
        const double value = law.draw(stream, SampleSizes::one_sample(50)).midpoint();
        squares += value * value / kDraws;
      }
      const double slope = 3 / p * std::pow(0.5, 1 / p - 1);
      CHECK(squares == doctest::Approx(slope * slope * 0.21).epsilon(0.1));
    }
  }

  TEST_CASE("what has no Wasserstein limit law is refused by name") {
    const Vector x{{0, 1, 3}}, r{{0.5, 0.3, 0.2}}, bad{{0.5, 0.3, 0.3}}, two{{0.5, 0.5}};
    const Matrix d = line_metric(x);
    Matrix skew = d;
    skew(0, 1) = 2;
    CHECK(mentions(complaint([&] { WassersteinNullLaw(d, bad, 1); }), "r"));
    CHECK(mentions(complaint([&] { WassersteinNullLaw(d, r, 0.5); }), "p is 0.5"));
    CHECK(mentions(complaint([&] { WassersteinNullLaw(d, two, 1); }), "rows of distance has size 3"));
    CHECK(mentions(complaint([&] { WassersteinNullLaw(skew, r, 1); }), "distance(0, 1) is 2"));
    CHECK(mentions(complaint([&] { WassersteinNullLaw(d.array() + 1, r, 1); }), "distance(0, 0) is 1"));
    WassersteinNullLaw law(d, r, 1);
    CHECK(mentions(complaint([&] { law.support_function(two); }), "g has size 2"));
    CHECK(mentions(complaint([&] { law.support_function(r); }), "sum of g is 1"));
    CHECK(mentions(complaint([&] { WassersteinAlternativeLaw(d, r, r, 1); }), "r = s has another law"));
    CHECK(mentions(complaint([&] { WassersteinAlternativeLaw(d, r, two, 1); }), "columns of cost has size 3"));
    const double backwards[] = {1, 0}, g[] = {1, -1};
    CHECK(mentions(complaint([&] { line_support_function(backwards, g, 1); }), "points[1] - points[0] is -1"));
  }
}
