#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <boost/math/special_functions/erf.hpp>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/random/subsets.hpp"
#include "statistical_assertions.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

constexpr double kFalseAlarms = 1e-7;  // each; the tests of this file together stay below 1e-5
constexpr int kDraws = 200000;

template <class Draw>
std::vector<double> sample(const Draw& draw, int count = kDraws) {
  Stream stream(stream_key(1, "laws_test", ""), 0);
  std::vector<double> values;
  for (int i = 0; i < count; ++i) values.push_back(draw(stream));
  return values;
}

double identity_cdf(double t) { return std::clamp(t, 0.0, 1.0); }
double normal_cdf(double t) { return 0.5 * std::erfc(-t / std::sqrt(2.0)); }
double exponential_cdf(double t) { return t <= 0 ? 0 : -std::expm1(-t); }

/// How often each outcome, written as a list of small numbers, comes up, against equal probabilities.
template <class Draw>
StatisticalTest is_uniform_over(std::size_t outcomes, const Draw& draw) {
  Stream stream(stream_key(2, "laws_test", ""), 0);
  std::map<std::vector<std::uint32_t>, double> counts;
  for (int i = 0; i < kDraws; ++i) counts[draw(stream)] += 1;
  std::vector<double> seen(outcomes);
  std::size_t i = 0;
  for (const auto& [outcome, count] : counts) seen.at(i++) = count;
  return has_frequencies(seen, std::vector<double>(outcomes, 1.0 / static_cast<double>(outcomes)), kFalseAlarms);
}

std::vector<std::uint32_t> subset(SubsetLaw law, std::uint32_t n, std::size_t m, Stream& stream) {
  static SubsetSampler sampler;
  std::vector<std::uint32_t> indices(m);
  sampler.draw(law, n, stream, indices);
  if (law == SubsetLaw::without_replacement) std::sort(indices.begin(), indices.end());
  return indices;
}

/// Two uniforms in a cell of a 16 x 16 table, against independence.
template <class Pair>
StatisticalTest are_independent(const Pair& pair) {
  std::vector<double> counts(256);
  for (std::uint64_t i = 0; i < 50000; ++i) {
    const auto [u, v] = pair(i);
    counts[static_cast<std::size_t>(16 * u) * 16 + static_cast<std::size_t>(16 * v)] += 1;
  }
  return has_frequencies(counts, std::vector<double>(256, 1.0 / 256), kFalseAlarms);
}

}  // namespace

TEST_SUITE("law") {
  TEST_CASE("uniform numbers follow the uniform law and a power of them does not") {
    const auto test = has_cdf(sample([](Stream& s) { return s.uniform(); }), identity_cdf, kFalseAlarms);
    CHECK_MESSAGE(test, test);
    CHECK(test.detectable_discrepancy < 0.0135);
    // sup |t - t^(1/1.05)| = 0.018
    CHECK_FALSE(has_cdf(sample([](Stream& s) { return std::pow(s.uniform(), 1.05); }), identity_cdf, kFalseAlarms));
  }

  TEST_CASE("bounded integers are equally likely and a biased modulus is not") {
    const auto draw = [](Stream& s) { return std::vector{static_cast<std::uint32_t>(s.below(6))}; };
    const auto test = is_uniform_over(6, draw);
    CHECK_MESSAGE(test, test);
    CHECK(test.detectable_discrepancy < 0.035);
    // 0.044 by the measure of the test
    const auto biased = [](Stream& s) { return std::vector{(s.bits32() & 63) % 6}; };  // 0 to 3: 11/64, 4 and 5: 10/64
    CHECK_FALSE(is_uniform_over(6, biased));
  }

  TEST_CASE("bounded integers reject words rather than favour some") {
    // 3 * 2^30 keeps three quarters of the words; plain scaling would make every third value twice as likely.
    const auto exact = [](Stream& s) { return std::vector{static_cast<std::uint32_t>(s.below(3u << 30) % 3)}; };
    CHECK(is_uniform_over(3, exact));
    const auto scaled = [](Stream& s) {
      return std::vector{static_cast<std::uint32_t>((std::uint64_t{s.bits32()} * (3u << 30) >> 32) % 3)};
    };
    CHECK_FALSE(is_uniform_over(3, scaled));
    const std::uint64_t wide = 3ull << 62;  // the same for 64 bits
    const auto exact_wide = [&](Stream& s) { return std::vector{static_cast<std::uint32_t>(s.below(wide) % 3)}; };
    CHECK(is_uniform_over(3, exact_wide));
  }

  TEST_CASE("normal numbers follow the normal law and wider ones do not") {
    const auto test = has_cdf(sample([](Stream& s) { return s.normal(); }), normal_cdf, kFalseAlarms);
    CHECK_MESSAGE(test, test);
    CHECK(test.detectable_discrepancy < 0.0135);
    // sup |Phi(t) - Phi(t / 1.06)| = 0.014
    CHECK_FALSE(has_cdf(sample([](Stream& s) { return 1.06 * s.normal(); }), normal_cdf, kFalseAlarms));
  }

  TEST_CASE("exponential numbers follow the exponential law and longer ones do not") {
    const auto test = has_cdf(sample([](Stream& s) { return s.exponential(); }), exponential_cdf, kFalseAlarms);
    CHECK_MESSAGE(test, test);
    // sup |e^-t - e^(-t / 1.05)| = 0.018
    CHECK_FALSE(has_cdf(sample([](Stream& s) { return 1.05 * s.exponential(); }), exponential_cdf, kFalseAlarms));
  }

  TEST_CASE("a shuffle makes all 24 orders of four equally likely and a naive one does not") {
    const auto shuffled = [](Stream& s) {
      std::vector<std::uint32_t> order{0, 1, 2, 3};
      s.shuffle(std::span(order));
      return order;
    };
    const auto test = is_uniform_over(24, shuffled);
    CHECK_MESSAGE(test, test);
    CHECK(test.detectable_discrepancy < 0.035);
    const auto naive = [](Stream& s) {
      std::vector<std::uint32_t> order{0, 1, 2, 3};
      for (std::uint32_t& value : order) std::swap(value, order[s.below(4)]);
      return order;
    };
    CHECK_FALSE(is_uniform_over(24, naive));
  }

  TEST_CASE("all 20 subsets of three out of six are equally likely") {
    const auto test = is_uniform_over(20, [](Stream& s) { return subset(SubsetLaw::without_replacement, 6, 3, s); });
    CHECK_MESSAGE(test, test);
    CHECK(test.detectable_discrepancy < 0.035);
    const auto floyd_of_five = [](Stream& s) {  // the last index always in, one time in twenty
      auto indices = subset(SubsetLaw::without_replacement, 6, 3, s);
      if (s.below(20) == 0) indices = {0, 1, 5};
      return indices;
    };
    CHECK_FALSE(is_uniform_over(20, floyd_of_five));
  }

  TEST_CASE("all 125 triples with replacement are equally likely") {
    const auto test = is_uniform_over(125, [](Stream& s) { return subset(SubsetLaw::with_replacement, 5, 3, s); });
    CHECK_MESSAGE(test, test);
    CHECK(test.detectable_discrepancy < 0.05);
    const auto repeated = [](Stream& s) {  // the first index again, one time in fifty
      auto indices = subset(SubsetLaw::with_replacement, 5, 3, s);
      if (s.below(50) == 0) indices[2] = indices[0];
      return indices;
    };
    CHECK_FALSE(is_uniform_over(125, repeated));
  }

  TEST_CASE("purposes replicates and keys are independent and equal ones are not") {
    const StreamKey key = stream_key(1, "independence", "");
    const auto first = [](Stream s) { return s.uniform(); };
    CHECK(are_independent([&](std::uint64_t i) {
      return std::pair(first(Stream(key, i).purpose("source")), first(Stream(key, i).purpose("target")));
    }));
    CHECK(are_independent([&](std::uint64_t i) {
      return std::pair(first(Stream(key, i).purpose("source")), first(Stream(key, i + 1).purpose("source")));
    }));
    CHECK(are_independent([&](std::uint64_t i) {
      const Stream root(key, 0);
      return std::pair(first(root.purpose("bootstrap", i)), first(root.purpose("bootstrap", i + 1)));
    }));
    CHECK(are_independent([&](std::uint64_t i) {
      return std::pair(first(Stream(key, i)), first(Stream(stream_key(2, "independence", ""), i)));
    }));
    CHECK_FALSE(are_independent([&](std::uint64_t i) {  // a tenth of the time the same draw serves both
      const double u = first(Stream(key, i).purpose("source"));
      return std::pair(u, i % 10 == 0 ? u : first(Stream(key, i).purpose("target")));
    }));
  }

  TEST_CASE("the normal quantile agrees with an independent inversion") {
    double worst = 0;
    for (int i = 1; i < 4000; ++i)
      for (const double p : {i / 4000.0, std::ldexp(1.0, -i / 4), 1 - std::ldexp(1.0, -i % 53 - 1)}) {
        if (p == 0.5 || p == 1) continue;
        const long double expected = -std::sqrt(2.0L) * boost::math::erfc_inv(2 * static_cast<long double>(p));
        const double error = static_cast<double>(std::abs(standard_normal_quantile(p) - expected) / std::abs(expected));
        worst = std::max(worst, error);
      }
    INFO(worst);
    CHECK(worst < 1e-15);
  }

  TEST_CASE("the normal quantile refuses what is not a probability") {
    for (const double p : {0.0, 1.0, -0.1, 2.0, std::nan("")}) {
      CHECK_THROWS_AS(standard_normal_quantile(p), std::domain_error);
      CHECK_THROWS_WITH(standard_normal_quantile(p), doctest::Contains("p is"));
    }
  }
}
