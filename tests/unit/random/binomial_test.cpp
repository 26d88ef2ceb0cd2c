#include "mongecarlo/random/binomial.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>
#include <vector>

#include "mongecarlo/random/multinomial.hpp"
#include "statistical_assertions.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

Stream stream_of(std::uint64_t replicate) { return Stream(stream_key(5, "binomial_test", "draws"), replicate); }

double binomial_mass(double n, double p, double k) {
  return std::exp(std::lgamma(n + 1) - std::lgamma(k + 1) - std::lgamma(n - k + 1) + k * std::log(p) +
                  (n - k) * std::log1p(-p));
}

// Counts of draws by their number of successes, those of a small expectation put together on either side.
StatisticalTest follows_its_law(std::uint64_t n, double p, double tested_p, int draws) {
  std::vector<double> masses, counts;
  std::vector<std::size_t> cell_of;
  double gathered = 0;
  for (std::uint64_t k = 0; k <= n; ++k) {
    gathered += binomial_mass(static_cast<double>(n), tested_p, static_cast<double>(k));
    cell_of.push_back(masses.size());
    if (gathered * draws >= 30) {
      masses.push_back(gathered);
      gathered = 0;
    }
  }
  masses.back() += gathered;
  counts.resize(masses.size());
  Stream stream = stream_of(n);
  for (int i = 0; i < draws; ++i)
    counts[std::min(cell_of[static_cast<std::size_t>(draw_binomial(n, p, stream))], counts.size() - 1)] += 1;
  return has_frequencies(counts, masses, 1e-6);
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("numbers of successes follow the binomial law by sums and by rejection") {
    for (double p : {0.03, 0.3, 0.5, 0.8, 0.997})
      for (std::uint64_t n : {3u, 25u, 40u, 300u, 4000u}) {
        CAPTURE(p);
        CAPTURE(n);
        CHECK(follows_its_law(n, p, p, 100000));
      }
    CHECK_FALSE(follows_its_law(40, 0.3, 0.31, 100000));
    CHECK_FALSE(follows_its_law(300, 0.3, 0.303, 100000));
  }

  TEST_CASE("numbers of successes in many trials have the right mean and spread") {
    for (double p : {1e-9, 1e-6, 0.2}) {
      const double n = 1e12;
      Stream stream = stream_of(7);
      const double spread = std::sqrt(n * p * (1 - p));
      double sum = 0, squares = 0;
      constexpr int kDraws = 40000;
      for (int i = 0; i < kDraws; ++i) {
        const double z = (static_cast<double>(draw_binomial(1000000000000u, p, stream)) - n * p) / spread;
        sum += z / kDraws;
        squares += z * z / kDraws;
      }
      CHECK(std::abs(sum) < 0.025);
      CHECK(squares == doctest::Approx(1).epsilon(0.04));
    }
  }

  TEST_CASE("certain and impossible trials need no chance") {
    Stream stream = stream_of(1);
    CHECK(draw_binomial(0, 0.3, stream) == 0);
    CHECK(draw_binomial(17, 0, stream) == 0);
    CHECK(draw_binomial(17, 1, stream) == 17);
    CHECK(stream.words_drawn() == 0);
  }

  TEST_CASE("a probability outside of its range is refused by name") {
    Stream stream = stream_of(1);
    CHECK_THROWS_WITH_AS(draw_binomial(3, 1.5, stream), "draw_binomial: p is 1.5, but must be in [0, 1]",
                         std::domain_error);
    CHECK_THROWS_AS(draw_binomial(3, std::nan(""), stream), std::domain_error);
    CHECK_THROWS_AS(draw_binomial(std::uint64_t{1} << 60, 0.5, stream), std::domain_error);
  }

  TEST_CASE("counts of draws follow the multinomial law and meet no point without weight") {
    const std::vector<double> weights{0, 0.5, 0, 0.3, 0.2, 0};
    Multinomial multinomial;
    multinomial.prepare(weights);
    Stream stream = stream_of(2);
    std::vector<std::uint64_t> counts(6);
    // All 15 outcomes of four draws among three points.
    std::vector<double> seen(25, 0), cells, masses;
    constexpr int kDraws = 50000;
    for (int i = 0; i < kDraws; ++i) {
      multinomial.draw(4, stream, counts);
      REQUIRE(counts[0] + counts[2] + counts[5] == 0);
      REQUIRE(counts[1] + counts[3] + counts[4] == 4);
      seen[static_cast<std::size_t>(5 * counts[1] + counts[3])] += 1;
    }
    for (int j = 0; j <= 4; ++j)
      for (int k = 0; j + k <= 4; ++k) {
        cells.push_back(seen[static_cast<std::size_t>(5 * j + k)]);
        masses.push_back(24 / std::tgamma(j + 1) / std::tgamma(k + 1) / std::tgamma(5 - j - k) * std::pow(0.5, j) *
                         std::pow(0.3, k) * std::pow(0.2, 4 - j - k));
      }
    CHECK(has_frequencies(cells, masses, 1e-6));
    std::vector<std::uint64_t> few(2);
    CHECK_THROWS_WITH_AS(multinomial.draw(4, stream, few), "Multinomial: counts has size 2, but weights has size 6",
                         std::invalid_argument);
  }
}
