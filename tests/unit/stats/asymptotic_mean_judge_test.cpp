#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/stats/judge.hpp"
#include "mongecarlo/stats/normal_approximation.hpp"

using namespace mongecarlo;
using Side = MeanQuestion::Side;

namespace {

std::vector<Certified> draws(int count, const std::function<double(Stream&)>& draw) {
  Stream stream(stream_key(6, "asymptotic", "records"), 0);
  std::vector<Certified> records;
  for (int i = 0; i < count; ++i) records.emplace_back(draw(stream));
  return records;
}

std::vector<Certified> normals(int count) {
  return draws(count, [](Stream& stream) { return stream.normal(); });
}

Inference judged(const AsymptoticMeanQuestion& question, const std::vector<Certified>& records) {
  const JudgePtr judge = asymptotic_mean_judge(question, {1e-3, 1e-3}, records.size());
  judge->add(records);
  return judge->conclude();
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("the normal interval is mean and standard error") {
    const std::vector<Certified> records{1.0, 2.0, 3.0, 6.0};
    const NormalApproximation sample(records);
    CHECK(sample.mean().midpoint() == doctest::Approx(3));
    CHECK(sample.variance() == doctest::Approx(14.0 / 3));
    CHECK(sample.interval(2).second == doctest::Approx(3 + 2 * std::sqrt(14.0 / 12)));
    CHECK(normal_quantile_above(0.025) == doctest::Approx(1.959963984540054));
  }

  TEST_CASE("gaps enter the mean and the deviation") {
    const std::vector<Certified> records{{0.0, 2.0}, {1.0, 3.0}};
    const NormalApproximation sample(records);
    CHECK(sample.mean().lower == doctest::Approx(0.5));
    CHECK(sample.mean().upper == doctest::Approx(2.5));
    CHECK(sample.variance() == doctest::Approx(2 * 1.5 * 1.5));  // 1/2 of the midpoints, 1 of the gaps
    CHECK(!NormalApproximation(std::vector<Certified>{{-INFINITY, INFINITY}, 1.0}).is_finite());
  }

  TEST_CASE("skewed or few records are not trusted") {
    CHECK(NormalApproximation(normals(4999)).distrust(3) == "few_replicates");
    CHECK(NormalApproximation(normals(5000)).distrust(4.4).empty());
    // The square of an exponential: skewness about 6.6.
    const auto square = [](Stream& stream) { return std::pow(stream.exponential(), 2); };
    CHECK(NormalApproximation(draws(20000, square)).distrust(4.4) == "skewed");
    CHECK(NormalApproximation(draws(20000, square)).distrust(1).empty());
  }

  TEST_CASE("an asymptotic mean has three verdicts and says what it is") {
    const auto records = normals(10000);
    const Inference fair = judged({.truth = 0, .margin = 0.1}, records);
    CHECK(fair.verdict == Verdict::supported);
    CHECK(!fair.is_exact);
    CHECK(fair.resolution.value() == doctest::Approx((3.29 + 2.33) / 100).epsilon(0.05));
    CHECK(judged({.truth = 0.2, .margin = 0.1}, records).verdict == Verdict::refuted);
    // Between the quantiles of alpha, 3.09, and of half of it, 3.29: one-sided it is refuted, two-sided not.
    const NormalApproximation sample(records);
    const Certified near = sample.mean().midpoint() + 3.2 * sample.standard_error();
    CHECK(judged({.truth = near, .margin = 0.01}, records).verdict == Verdict::inconclusive);
    CHECK(judged({.truth = near, .margin = 0.01, .side = Side::at_least}, records).verdict == Verdict::refuted);
    CHECK(judged({.truth = 0, .margin = 0.01}, records).verdict == Verdict::inconclusive);
    const Inference negligible = judged({.truth = 0.1, .margin = 0.5}, records);
    CHECK(negligible.verdict == Verdict::refuted);
    CHECK(negligible.flags == std::vector<std::string>{"practically_negligible"});
  }

  TEST_CASE("a one sided asymptotic mean allows the other side") {
    const auto records = normals(10000);
    CHECK(judged({.truth = 1, .margin = 0.1, .side = Side::at_most}, records).verdict == Verdict::supported);
    CHECK(judged({.truth = 1, .margin = 0.1, .side = Side::at_least}, records).verdict == Verdict::refuted);
    CHECK(judged({.truth = -1, .margin = 0.1, .side = Side::at_most}, records).verdict == Verdict::refuted);
    CHECK(judged({.truth = -1, .margin = 0.1, .side = Side::at_least}, records).verdict == Verdict::supported);
  }

  TEST_CASE("an untrusted or unfinished asymptotic mean is not decided") {
    const auto skewed = draws(6000, [](Stream& stream) { return std::pow(stream.exponential(), 3); });
    const Inference result = judged({.truth = 100, .margin = 1}, skewed);
    CHECK(result.verdict == Verdict::inconclusive);
    CHECK(result.flags == std::vector<std::string>{"skewed"});
    const JudgePtr early = asymptotic_mean_judge({.truth = 5}, {}, 7000);
    early->add(normals(6000));
    CHECK(!early->decided());
    CHECK(early->conclude().verdict == Verdict::inconclusive);
    auto lost = normals(6000);
    lost[7] = {-INFINITY, INFINITY};
    CHECK(judged({.truth = 5}, lost).verdict == Verdict::inconclusive);
  }

  TEST_CASE("bad asymptotic questions are refused by name") {
    CHECK_THROWS_WITH_AS(asymptotic_mean_judge({.truth = 0}, {}, 4999), doctest::Contains("horizon is 4999"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(asymptotic_mean_judge({.truth = {NAN, 0}}, {}, 5000), doctest::Contains("truth.lower is nan"),
                         std::domain_error);
    CHECK_THROWS_WITH_AS(asymptotic_mean_judge({.truth = 0, .margin = -1}, {}, 5000), doctest::Contains("margin is -1"),
                         std::domain_error);
  }

  TEST_CASE("a measured mean decides nothing and has two intervals") {
    const auto records = draws(2000, [](Stream& stream) { return stream.uniform(); });
    const JudgePtr bounded = mean_measurement({0, 1, 4}, {1e-5, 1e-3}, 2000);
    bounded->add(records);
    const Inference result = bounded->conclude();
    CHECK(result.verdict == Verdict::inconclusive);
    CHECK(!bounded->decided());
    CHECK(result.measured->variance == doctest::Approx(1.0 / 12).epsilon(0.05));
    // Narrower for supporting, where 1e-3 / 4 may be spent in place of 1e-5; both hold the mean.
    CHECK(result.interval->first < result.measured->support_interval.first);
    CHECK(result.interval->second > result.measured->support_interval.second);
    CHECK(result.measured->support_interval.first < 0.5);
    CHECK(result.measured->support_interval.second > 0.5);
    CHECK(result.is_exact);
    const JudgePtr alone = mean_measurement({0, 1, 1}, {1e-5, 2.5e-4}, 2000);
    alone->add(records);
    CHECK(alone->conclude().measured->support_interval == result.measured->support_interval);
    const JudgePtr asymptotic = mean_measurement({-INFINITY, INFINITY, 4}, {1e-5, 1e-3}, 5000);
    asymptotic->add(normals(5000));
    CHECK(!asymptotic->conclude().is_exact);
    CHECK(asymptotic->conclude().measured);
    const JudgePtr few = mean_measurement({-INFINITY, INFINITY, 4}, {1e-5, 1e-3}, 100);
    few->add(normals(100));
    CHECK(!few->conclude().measured);
  }
}
