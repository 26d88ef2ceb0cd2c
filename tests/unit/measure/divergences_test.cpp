#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>

#include "mongecarlo/measure/pairwise_discrepancy.hpp"
#include "mongecarlo/measure/phi_divergence.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr PhiDivergence kAll[] = {PhiDivergence::kl,
                                  PhiDivergence::reverse_kl,
                                  PhiDivergence::jensen_shannon,
                                  PhiDivergence::total_variation,
                                  PhiDivergence::chi_square,
                                  PhiDivergence::squared_hellinger};

double between(PhiDivergence divergence, const Vector& a, const Vector& b) {
  return phi_divergence(divergence, as_span(view(a)), as_span(view(b)));
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("divergences of two coins have their closed forms") {
    const double p = 0.3, q = 0.55;
    const Vector a{{p, 1 - p}}, b{{q, 1 - q}};
    const auto kl = [](double s, double t) { return s * std::log(s / t) + (1 - s) * std::log((1 - s) / (1 - t)); };
    CHECK(between(PhiDivergence::kl, a, b) == doctest::Approx(kl(p, q)).epsilon(1e-14));
    CHECK(between(PhiDivergence::reverse_kl, a, b) == doctest::Approx(kl(q, p)).epsilon(1e-14));
    CHECK(between(PhiDivergence::jensen_shannon, a, b) ==
          doctest::Approx(0.5 * (kl(p, 0.5 * (p + q)) + kl(q, 0.5 * (p + q)))).epsilon(1e-14));
    CHECK(between(PhiDivergence::total_variation, a, b) == doctest::Approx(0.25).epsilon(1e-15));
    CHECK(between(PhiDivergence::chi_square, a, b) == doctest::Approx(0.0625 / (q * (1 - q))).epsilon(1e-14));
    CHECK(between(PhiDivergence::squared_hellinger, a, b) ==
          doctest::Approx(1 - std::sqrt(p * q) - std::sqrt((1 - p) * (1 - q))).epsilon(1e-13));
  }

  TEST_CASE("divergences vanish at equality and nearby keep their digits") {
    const Vector a{{0.2, 0.3, 0.5, 0.0}};
    for (PhiDivergence divergence : kAll) CHECK(between(divergence, a, a) == 0);
    const double step = 1e-9;
    const Vector b{{0.2 + step, 0.3 - step, 0.5, 0.0}};
    // KL is half of chi-square to first order, and both are some 1e-18: far below the rounding of single logarithms.
    CHECK(between(PhiDivergence::kl, a, b) ==
          doctest::Approx(0.5 * between(PhiDivergence::chi_square, a, b)).epsilon(1e-6));
    CHECK(between(PhiDivergence::chi_square, a, b) == doctest::Approx(step * step * (5 + 1 / 0.3)).epsilon(1e-6));
  }

  TEST_CASE("measures apart are infinitely far or at the end of the range") {
    const Vector a{{1.0, 0.0}}, b{{0.0, 1.0}}, both{{0.5, 0.5}};
    CHECK(between(PhiDivergence::kl, a, b) == kInfinity);
    CHECK(between(PhiDivergence::reverse_kl, a, b) == kInfinity);
    CHECK(between(PhiDivergence::chi_square, a, b) == kInfinity);
    CHECK(between(PhiDivergence::jensen_shannon, a, b) == doctest::Approx(std::numbers::ln2).epsilon(1e-15));
    CHECK(between(PhiDivergence::total_variation, a, b) == 1);
    CHECK(between(PhiDivergence::squared_hellinger, a, b) == 1);
    CHECK(between(PhiDivergence::kl, a, both) == doctest::Approx(std::numbers::ln2).epsilon(1e-15));
    CHECK(between(PhiDivergence::kl, both, a) == kInfinity);
    CHECK(between(PhiDivergence::reverse_kl, a, both) == kInfinity);
    CHECK(between(PhiDivergence::chi_square, a, both) == doctest::Approx(1).epsilon(1e-15));
    CHECK(between(PhiDivergence::chi_square, both, a) == kInfinity);
  }

  TEST_CASE("inequalities between divergences hold on random vectors") {
    Numbers numbers(1);
    for (int round = 0; round < 200; ++round) {
      const Vector a = numbers.weights(1 + round % 9), b = numbers.weights(1 + round % 9);
      const double tv = between(PhiDivergence::total_variation, a, b),
                   h = between(PhiDivergence::squared_hellinger, a, b);
      const double kl = between(PhiDivergence::kl, a, b), chi = between(PhiDivergence::chi_square, a, b);
      const double js = between(PhiDivergence::jensen_shannon, a, b);
      CHECK(2 * tv * tv <= kl + 1e-15);  // Pinsker
      CHECK(kl <= std::log1p(chi) + 1e-15);
      CHECK(h <= tv + 1e-15);  // Le Cam
      CHECK(tv <= std::sqrt(h * (2 - h)) + 1e-15);
      CHECK(js <= tv * std::numbers::ln2 + 1e-15);
      CHECK(js == doctest::Approx(between(PhiDivergence::jensen_shannon, b, a)).epsilon(1e-12));
    }
  }

  TEST_CASE("equal points of two measures are one of the joint support") {
    Points x(3, 2), y(2, 2);
    x << 1, 0, 0, 0, 1, 0;
    y << 0, 0, 2, 5;
    const Vector a{{0.25, 0.5, 0.25}};
    const JointSupport joint = joint_support(view(x), view(a), view(y), {nullptr, 0});
    REQUIRE(joint.points.rows() == 3);
    CHECK(joint.points.row(0) == Eigen::RowVector2d(0, 0));
    CHECK(joint.a == Vector{{0.5, 0.5, 0.0}});
    CHECK(joint.b == Vector{{0.5, 0.0, 0.5}});
  }

  TEST_CASE("Diracs feel their distance in MMD and energy distance") {
    Points x(1, 2), y(1, 2);
    x << 0, 0;
    const VectorView none{nullptr, 0};
    for (double t : {0.0, 0.1, 1.0, 4.0}) {
      y << 0.6 * t, 0.8 * t;
      CHECK(squared_energy_distance(view(x), none, view(y), none) == doctest::Approx(2 * t).epsilon(1e-14));
      CHECK(squared_mmd(view(x), none, view(y), none, gaussian_kernel(0.5)) ==
            doctest::Approx(2 - 2 * std::exp(-2 * t * t)).epsilon(1e-13));
    }
  }

  TEST_CASE("on the line the energy distance is twice the squared difference of distribution functions") {
    Points x(2, 1), y(3, 1);
    x << 0, 1;
    y << 0.5, 2, 3;
    const Vector a{{0.25, 0.75}}, b{{0.5, 0.25, 0.25}};
    // F - G: 1/4 on [0, 1/2], -1/4 on [1/2, 1], 1/2 on [1, 2], 1/4 on [2, 3].
    const double integral = 0.5 / 16 + 0.5 / 16 + 0.25 + 1.0 / 16;
    CHECK(squared_energy_distance(view(x), view(a), view(y), view(b)) == doctest::Approx(2 * integral).epsilon(1e-14));
  }

  TEST_CASE("what is no pair of probability vectors is refused by name") {
    const Vector a{{0.5, 0.5}}, three{{0.2, 0.3, 0.5}}, negative{{-0.5, 1.5}}, heavy{{1.0, 0.5}};
    const Points plane = Points::Ones(2, 2), line = Points::Ones(2, 1);
    const VectorView none{nullptr, 0};
    CHECK(mentions(complaint([&] { between(PhiDivergence::kl, a, three); }), "b has size 3"));
    CHECK(mentions(complaint([&] { between(PhiDivergence::kl, negative, a); }), "a[0] is -0.5"));
    CHECK(mentions(complaint([&] { between(PhiDivergence::kl, a, heavy); }), "b"));
    CHECK(mentions(complaint([&] { joint_support(view(plane), none, view(line), none); }), "columns of y has size 1"));
    CHECK(mentions(complaint([&] { squared_energy_distance(view(plane), view(three), view(plane), none); }),
                   "a has size 3"));
    CHECK(mentions(complaint([&] { gaussian_kernel(0); }), "bandwidth is 0"));
  }
}
