#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/stats/judge.hpp"

using namespace mongecarlo;
using Side = MedianQuestion::Side;

namespace {

Inference judged(const MedianQuestion& question, const std::vector<Certified>& records,
                 ErrorBudget budget = {1e-3, 1e-3}) {
  const JudgePtr judge = median_judge(question, budget, records.size());
  judge->add(records);
  return judge->conclude();
}

/// 1, 2, ..., n shifted.
std::vector<Certified> ladder(int n, double shift = 0) {
  std::vector<Certified> records;
  for (int i = 1; i <= n; ++i) records.emplace_back(i + shift);
  return records;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("ten records on one side support and nine do not") {
    CHECK(judged({.truth = 0, .side = Side::at_least}, ladder(10)).verdict == Verdict::supported);
    CHECK(judged({.truth = 0, .side = Side::at_least}, ladder(9)).verdict == Verdict::inconclusive);
    CHECK(judged({.truth = 0, .side = Side::at_most}, ladder(10)).verdict == Verdict::refuted);
    CHECK(judged({.truth = 0, .side = Side::at_most}, ladder(9)).verdict == Verdict::inconclusive);
    CHECK(judged({.truth = 0, .side = Side::at_most}, ladder(10, -11)).verdict == Verdict::supported);
    CHECK(judged({.truth = 0, .side = Side::equal}, ladder(10)).verdict == Verdict::inconclusive);
    CHECK(judged({.truth = 0, .side = Side::equal}, ladder(11)).verdict == Verdict::refuted);
  }

  TEST_CASE("the bounds are the order statistics of the binomial law") {
    // P(Bin(20, 1/2) <= 2) = 2.0e-4 and P(Bin(20, 1/2) <= 3) = 1.3e-3.
    const Inference one_sided = judged({.truth = 3.5, .side = Side::at_least}, ladder(20));
    REQUIRE(one_sided.interval);
    CHECK(*one_sided.interval == std::pair{3.0, 18.0});
    CHECK(*one_sided.estimate == 10);
    CHECK(one_sided.verdict == Verdict::inconclusive);
    CHECK(judged({.truth = 3.5, .margin = 0.6, .side = Side::at_least}, ladder(20)).verdict == Verdict::supported);
    CHECK(judged({.truth = 18.1, .side = Side::at_least}, ladder(20)).verdict == Verdict::refuted);
    CHECK(judged({.truth = 10, .margin = 8.1}, ladder(20)).verdict == Verdict::supported);
    CHECK(judged({.truth = 10, .margin = 7}, ladder(20)).verdict == Verdict::inconclusive);
  }

  TEST_CASE("a refuted equality within its margin is called negligible") {
    const Inference result = judged({.truth = 0, .margin = 30}, ladder(20));
    CHECK(result.verdict == Verdict::refuted);
    CHECK(result.flags == std::vector<std::string>{"practically_negligible"});
  }

  TEST_CASE("false refutations and false supports are as rare as promised for a skewed law") {
    // Exponential records: their median is log 2, their mean 1. The level of 21 records at 5 % is that of 6 or 16: 3.9
    // %.
    int refuted = 0, supported = 0;
    constexpr int kRuns = 4000;
    for (std::uint64_t run = 0; run < kRuns; ++run) {
      Stream stream(stream_key(3, "median_judge_test", "exponential"), run);
      std::vector<Certified> records;
      for (int i = 0; i < 21; ++i) records.emplace_back(stream.exponential());
      refuted +=
          judged({.truth = std::log(2.0), .side = Side::at_least}, records, {0.05, 0.05}).verdict == Verdict::refuted;
      supported += judged({.truth = std::log(2.0) + 0.1, .margin = 0.1, .side = Side::at_least}, records, {1e-9, 0.05})
                       .verdict == Verdict::supported;
    }
    const double expected = 0.0392 * kRuns, deviation = std::sqrt(expected);
    CHECK(std::abs(refuted - expected) < 4 * deviation);
    CHECK(std::abs(supported - expected) < 4 * deviation);
  }

  TEST_CASE("a departure of the size of the resolution is refuted nearly always") {
    int refuted = 0;
    double resolution = 0;
    for (std::uint64_t run = 0; run < 300; ++run) {
      Stream stream(stream_key(3, "median_judge_test", "resolution"), run);
      std::vector<Certified> records;
      for (int i = 0; i < 200; ++i) records.emplace_back(stream.normal());
      if (run == 0) resolution = *judged({.truth = 0, .side = Side::at_least}, records).resolution;
      refuted += judged({.truth = 1.15 * resolution, .side = Side::at_least}, records).verdict == Verdict::refuted;
    }
    CHECK(resolution > 0.3);
    CHECK(resolution < 0.7);  // (3.09 + 2.33) 1.253 / sqrt(200) = 0.48
    CHECK(refuted >= 285);
  }

  TEST_CASE("certified records are taken from their worse side and all are listed in order") {
    std::vector<Certified> records;
    for (int i = 20; i >= 1; --i) records.emplace_back(i - 0.25, i + 0.25);
    const Inference result = judged({.truth = 2.5, .side = Side::at_least, .label = "difference"}, records);
    CHECK(*result.interval == std::pair{2.75, 18.25});
    CHECK(result.verdict == Verdict::supported);
    REQUIRE(result.curves.size() == 1);
    CHECK(result.curves[0].y_label == "difference");
    CHECK(result.curves[0].y.front() == 1);
    CHECK(result.curves[0].y.back() == 20);
    CHECK(judged({.truth = 2.8, .side = Side::at_least}, records).verdict == Verdict::inconclusive);
  }

  TEST_CASE("records that are not finite decide nothing and bad questions are refused by name") {
    auto records = ladder(20);
    records[3] = Certified(std::numeric_limits<double>::quiet_NaN());
    const Inference result = judged({.truth = 0, .side = Side::at_least}, records);
    CHECK(result.verdict == Verdict::inconclusive);
    CHECK(result.flags == std::vector<std::string>{"not_finite"});
    CHECK_THROWS_WITH_AS(median_judge({.truth = 0, .margin = -1}, {}, 10),
                         "median_judge: margin is -1, but must be finite and >= 0", std::domain_error);
    CHECK_THROWS_WITH_AS(median_judge({.truth = 0}, {0.5, 1e-3}, 10),
                         "median_judge: alpha_refute is 0.5, but must be in (0, 0.5)", std::domain_error);
    CHECK_THROWS_WITH_AS(median_judge({.truth = 0}, {}, 0), "median_judge: horizon is 0, but must be at least 1",
                         std::domain_error);
  }
}
