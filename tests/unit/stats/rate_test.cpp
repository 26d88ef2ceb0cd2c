#include "mongecarlo/stats/rate.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

using namespace mongecarlo;
using Side = MeanQuestion::Side;

namespace {

const std::vector<double> kSizes{10, 20, 40, 80};

// Cells that measured mean(n) to a relative precision, with support intervals of half the width.
std::vector<Inference> measured(const std::vector<double>& n, const std::function<double(double)>& mean, double width) {
  std::vector<Inference> cells;
  for (double size : n) {
    Inference cell;
    const double m = mean(size);
    cell.estimate = m;
    cell.interval = {m * (1 - width), m * (1 + width)};
    cell.replicates = 10000;
    cell.alpha = 1e-4;
    cell.measured = Measured{0.04 * m * m, {m * (1 - width / 2), m * (1 + width / 2)}};
    cells.push_back(cell);
  }
  return cells;
}

RateQuestion question(double exponent, double margin) {
  return {.n = kSizes, .shape = std::vector<double>(4, 1.0), .exponent = exponent, .margin = margin};
}

double root(double n) { return 3 / std::sqrt(n); }

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("slope weights recover a power law and its correction exactly") {
    const std::vector<double> precisions{1, 4, 2, 7, 3};
    const std::vector<double> n{2, 4, 8, 16, 32};
    for (const std::optional<double> correction : {std::optional<double>{}, {0.5}, {1.0}}) {
      const auto w = slope_weights(n, precisions, correction);
      double slope = 0;
      for (std::size_t j = 0; j < n.size(); ++j)
        slope -= w[j] * (1.5 - 0.7 * std::log(n[j]) + (correction ? 2 * std::pow(n[j], -*correction) : 0.0));
      CHECK(slope == doctest::Approx(0.7));
    }
    // The published slopes of E W_1 of two uniform samples: -.434 for m = 2..16 without a term 1/m, -.492 with one.
    std::vector<double> m{2, 4, 8, 16}, y;
    for (double size : m)
      y.push_back(size * std::log(4) - std::log(2 * (2 * size + 1)) -
                  (std::lgamma(2 * size + 1) - 2 * std::lgamma(size + 1)));
    const auto slope = [&](std::optional<double> correction) {
      const auto w = slope_weights(m, std::vector<double>(4, 1.0), correction);
      double sum = 0;
      for (std::size_t j = 0; j < 4; ++j) sum -= w[j] * y[j];
      return sum;
    };
    CHECK(slope({}) == doctest::Approx(0.434).epsilon(2e-3));
    CHECK(slope(1.0) == doctest::Approx(0.492).epsilon(2e-3));
  }

  TEST_CASE("the mean slope comes from the ends of the simultaneous intervals") {
    const Inference result = judge_rate(question(0.5, 0.05), measured(kSizes, root, 0.01));
    const double span = std::log(8.0);
    CHECK(*result.estimate == doctest::Approx(0.5));
    CHECK(result.interval->first == doctest::Approx(0.5 + std::log(0.99 / 1.01) / span));
    CHECK(result.interval->second == doctest::Approx(0.5 + std::log(1.01 / 0.99) / span));
    CHECK(result.verdict == Verdict::supported);
    CHECK(result.replicates == 40000);
    CHECK(result.alpha == doctest::Approx(4e-4));
    REQUIRE(result.curves.size() == 2);
    CHECK(result.curves[0].x.size() == 3);
    CHECK(result.curves[0].y[1] == doctest::Approx(0.5));
  }

  TEST_CASE("a rate is refuted beyond its margin and open when the interval is wide") {
    CHECK(judge_rate(question(0.6, 0.05), measured(kSizes, root, 0.01)).verdict == Verdict::refuted);
    CHECK(judge_rate(question(0.4, 0.05), measured(kSizes, root, 0.01)).verdict == Verdict::refuted);
    CHECK(judge_rate(question(0.6, 0.2), measured(kSizes, root, 0.01)).verdict == Verdict::supported);
    const Inference wide = judge_rate(question(0.5, 0.05), measured(kSizes, root, 0.2));
    CHECK(wide.verdict == Verdict::inconclusive);
    CHECK(wide.flags == std::vector<std::string>{"few_replicates"});
  }

  TEST_CASE("a one sided rate allows faster decay") {
    auto at_least = question(0.3, 0.05);
    at_least.side = Side::at_least;
    CHECK(judge_rate(at_least, measured(kSizes, root, 0.01)).verdict == Verdict::supported);
    at_least.exponent = 0.6;
    CHECK(judge_rate(at_least, measured(kSizes, root, 0.01)).verdict == Verdict::refuted);
  }

  TEST_CASE("a slope that is still moving is called curved") {
    const auto bent = [](double n) { return root(n) * (1 + 4 / n); };
    const Inference result = judge_rate(question(0.5, 0.05), measured(kSizes, bent, 0.001));
    CHECK(result.verdict == Verdict::inconclusive);
    CHECK(result.flags == std::vector<std::string>{"curved"});
    // With the correction declared, the exponent is seen through it.
    auto corrected = question(0.5, 0.05);
    corrected.correction = 1.0;
    CHECK(judge_rate(corrected, measured(kSizes, bent, 0.001)).verdict == Verdict::supported);
  }

  TEST_CASE("a known factor is divided out") {
    const auto logarithmic = [](double n) { return std::log(n) / n; };
    auto with_log = question(1, 0.02);
    for (std::size_t j = 0; j < kSizes.size(); ++j) with_log.shape[j] = std::log(kSizes[j]);
    CHECK(judge_rate(with_log, measured(kSizes, logarithmic, 0.005)).verdict == Verdict::supported);
    CHECK(judge_rate(question(1, 0.02), measured(kSizes, logarithmic, 0.005)).verdict != Verdict::supported);
  }

  TEST_CASE("a mean that may be zero leaves the rate open") {
    auto cells = measured(kSizes, root, 0.01);
    cells.back().interval->first = -0.1;
    cells.back().measured->support_interval.first = -0.1;
    CHECK(judge_rate(question(0.5, 0.05), cells).verdict == Verdict::inconclusive);
    cells.back().measured.reset();
    cells.back().flags = {"skewed"};
    CHECK(judge_rate(question(0.5, 0.05), cells).verdict == Verdict::inconclusive);
    CHECK(judge_rate(question(0.5, 0.05), cells).flags == std::vector<std::string>{"skewed"});
  }

  TEST_CASE("a decrease is seen between disjoint intervals alone") {
    const std::vector<double> n{10, 40};
    CHECK(judge_decrease(n, measured(n, root, 0.1)).verdict == Verdict::supported);
    CHECK(judge_decrease(n, measured(n, root, 0.8)).verdict == Verdict::inconclusive);
    const Inference rising = judge_decrease(n, measured(
                                                   n, [](double size) { return size / 100; }, 0.1));
    CHECK(rising.verdict == Verdict::refuted);
    CHECK(rising.flags == std::vector<std::string>{"plateau"});
    // Falls, but less than 1 / sqrt(n) would have it.
    const Inference slow = judge_decrease(n, measured(
                                                 n, [](double size) { return 0.1 + 0.1 / size; }, 0.01));
    CHECK(slow.verdict == Verdict::supported);
    CHECK(slow.flags == std::vector<std::string>{"plateau"});
  }

  TEST_CASE("bad rate questions are refused by name") {
    const auto refused = [](RateQuestion bad, const char* text) {
      CHECK_THROWS_WITH(bad.validate(), doctest::Contains(text));
    };
    refused({.n = {1, 2}, .shape = {1, 1}}, "number of n is 2");
    refused({.n = {1, 2, 3}, .shape = {1, 1, 1}, .correction = 1}, "number of n is 3");
    refused({.n = {1, 3, 2}, .shape = {1, 1, 1}}, "n is 2");
    refused({.n = {1, 2, 3}, .shape = {1, 0, 1}}, "shape is 0");
    refused({.n = {1, 2, 3}, .shape = {1, 1}}, "shape has size 2");
    refused({.n = {1, 2, 3}, .shape = {1, 1, 1}, .margin = 0}, "margin is 0");
    CHECK_THROWS_AS(judge_rate(question(0.5, 0.1), {}), std::invalid_argument);
  }

  TEST_CASE("a growth is a rate with the other sign") {
    const auto cells = measured(
        kSizes, [](double n) { return 5 * n * n; }, 0.01);
    auto growth = question(2, 0.1);
    growth.trend = RateQuestion::Trend::grows;
    const Inference result = judge_rate(growth, cells);
    CHECK(result.verdict == Verdict::supported);
    CHECK(*result.estimate == doctest::Approx(2));
    CHECK(result.interval->first < 2);
    CHECK(result.curves[0].y[0] == doctest::Approx(2));
    CHECK(result.curves[1].y[0] == doctest::Approx(2));
    growth.side = Side::at_most;
    growth.exponent = 3;
    CHECK(judge_rate(growth, cells).verdict == Verdict::supported);
    growth.exponent = 1.5;
    CHECK(judge_rate(growth, cells).verdict == Verdict::refuted);
  }

  TEST_CASE("numbers without chance are measured exactly") {
    const JudgePtr judge = mean_measurement({0, 0, 3}, {1e-5, 1e-3}, 1);
    judge->add(std::vector<Certified>{7.0});
    const Inference result = judge->conclude();
    CHECK(result.interval == std::pair{7.0, 7.0});
    CHECK(result.measured->support_interval == std::pair{7.0, 7.0});
    CHECK(!mean_measurement({0, 0, 3}, {1e-5, 1e-3}, 1)->conclude().measured);
    const JudgePtr lost = mean_measurement({0, 0, 3}, {1e-5, 1e-3}, 1);
    lost->add(std::vector<Certified>{{-INFINITY, INFINITY}});
    CHECK(!lost->conclude().measured);
  }
}
