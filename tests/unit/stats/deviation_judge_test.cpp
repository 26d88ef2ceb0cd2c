#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/stats/judge.hpp"
#include "mongecarlo/stats/tail_evidence.hpp"

using namespace mongecarlo;

namespace {

constexpr ErrorBudget kBudget{1e-3, 1e-3};

// Exponential deviations of the given scale against the bound ln(1 / delta), which scale 1 meets with equality.
Inference judge_exponential(double scale, int count, double gap = 0, double margin = 0.01,
                            const std::vector<double>& levels = {0.1, 0.05}) {
  const DeviationQuestion question{[](double delta) { return std::log(1 / delta); }, margin, levels};
  const JudgePtr judge = deviation_judge(question, kBudget, static_cast<std::uint64_t>(count));
  Stream stream(stream_key(3, "deviation judge", "exponential"), 0);
  std::vector<Certified> block;
  for (int i = 0; i < count; ++i) {
    const double x = scale * stream.exponential();
    block.push_back({x, x + gap});
  }
  judge->add(block);
  return judge->conclude();
}

bool has_flag(const Inference& inference, const char* flag) {
  return std::find(inference.flags.begin(), inference.flags.end(), flag) != inference.flags.end();
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("a bound with room is supported and one that fails is refuted") {
    const Inference room = judge_exponential(0.8, 20000, 0, 0.02);
    CHECK(room.verdict == Verdict::supported);
    CHECK(*room.slack == doctest::Approx(0.8).epsilon(0.05));
    CHECK(!has_flag(room, "vacuous_here"));
    const Inference fails = judge_exponential(1.2, 20000);
    CHECK(fails.verdict == Verdict::refuted);
    CHECK(*fails.slack == doctest::Approx(1.2).epsilon(0.05));
    CHECK(*fails.estimate > fails.truth->upper);
  }

  TEST_CASE("a bound that fails at one level only is refuted") {
    // A tenth of a percent of deviations are far out: P(deviation > bound(1e-4)) = 1e-3.
    const JudgePtr judge =
        deviation_judge({.bound = [](double delta) { return std::log(1 / delta); }}, kBudget, 100000);
    Stream stream(stream_key(3, "deviation judge", "far"), 0);
    std::vector<Certified> block;
    for (int i = 0; i < 100000; ++i) block.push_back(stream.uniform() < 1e-3 ? 10.0 : 0.1);
    judge->add(block);
    CHECK(judge->conclude().verdict == Verdict::refuted);
  }

  TEST_CASE("a bound far too large is supported with a flag") {
    const Inference result = judge_exponential(0.01, 20000, 0, 0.02);
    CHECK(result.verdict == Verdict::supported);
    CHECK(has_flag(result, "vacuous_here"));
    CHECK(*result.slack < 0.02);
  }

  TEST_CASE("a margin or a level out of reach is inconclusive") {
    CHECK(judge_exponential(0.8, 20000, 0, 0.01).verdict == Verdict::inconclusive);  // band .013
    CHECK(judge_exponential(0.8, 500, 0, 0.2).verdict == Verdict::inconclusive);     // few at level .05
    CHECK(judge_exponential(0.6, 500, 0, 0.2, {0.5}).verdict == Verdict::supported);
    CHECK(judge_exponential(1, 20000, 0, 0.02).verdict == Verdict::inconclusive);
  }

  TEST_CASE("support waits for the horizon") {
    for (const int horizon : {20000, 20001}) {
      const JudgePtr judge = deviation_judge(
          {.bound = [](double delta) { return std::log(1 / delta); }, .margin = 0.02}, kBudget, horizon);
      judge->add(std::vector<Certified>(20000, Certified(0.0)));
      CHECK(!judge->decided());
      CHECK(judge->conclude().verdict == (horizon == 20000 ? Verdict::supported : Verdict::inconclusive));
    }
  }

  TEST_CASE("gaps of the solver never decide") {
    CHECK(judge_exponential(0.8, 20000, 0.5, 0.02).verdict == Verdict::inconclusive);
    CHECK(judge_exponential(0.99, 20000, 0.5).verdict != Verdict::refuted);
    CHECK(judge_exponential(0.8, 20000, 0.5).solver_gap_share > 1);
  }

  TEST_CASE("missing records count as large for support and as nothing against the bound") {
    for (int missing : {10, 5000}) {
      const JudgePtr judge =
          deviation_judge({.bound = [](double delta) { return std::log(1 / delta); }, .margin = 0.02}, kBudget, 20000);
      std::vector<Certified> block(20000 - missing, Certified(0.0));
      block.insert(block.end(), missing, Certified(-INFINITY, INFINITY));
      judge->add(block);
      const Inference result = judge->conclude();
      CHECK(result.verdict == (missing == 10 ? Verdict::supported : Verdict::inconclusive));
      for (const Curve& curve : result.curves)
        for (double y : curve.y) CHECK(std::isfinite(y));
    }
  }

  TEST_CASE("curves end where one end of a deviation is missing") {
    for (const Certified& missing : {Certified(0.0, INFINITY), Certified(-INFINITY, 0.0)}) {
      const JudgePtr judge =
          deviation_judge({.bound = [](double delta) { return std::log(1 / delta); }, .margin = 0.02}, kBudget, 1000);
      std::vector<Certified> block(700, Certified(0.0));
      block.insert(block.end(), 300, missing);
      judge->add(block);
      const Curve quantiles = judge->conclude().curves.at(0);
      CHECK(quantiles.x.size() > 3);
      for (const auto& column : {quantiles.x, quantiles.y, quantiles.lower, quantiles.upper, quantiles.reference})
        for (double number : column) CHECK(std::isfinite(number));
    }
  }

  TEST_CASE("curves hold the truth in their bands") {
    const Inference result = judge_exponential(0.8, 20000);
    REQUIRE(result.curves.size() == 2);
    const Curve& quantiles = result.curves[0];
    REQUIRE(quantiles.x.size() > 10);
    for (std::size_t i = 0; i < quantiles.x.size(); ++i) {
      const double truth = 0.8 * std::log(1 / quantiles.x[i]);
      CHECK(quantiles.lower[i] <= truth);
      CHECK(quantiles.upper[i] >= truth);
      CHECK(quantiles.reference[i] == doctest::Approx(std::log(1 / quantiles.x[i])));
    }
    const Curve& shares = result.curves[1];
    for (std::size_t i = 0; i < shares.x.size(); ++i) {
      const double truth = std::pow(shares.x[i], 1 / 0.8);
      CHECK(shares.lower[i] <= truth + 1e-3);  // U is rounded to the grid
      CHECK(shares.upper[i] >= truth);
    }
  }

  TEST_CASE("a handful of deviations has an inference too") {
    for (int count : {1, 20, 81}) {
      const Inference result = judge_exponential(0.8, count);
      CHECK(result.verdict == Verdict::inconclusive);
      CHECK(result.interval->second <= 1);
    }
  }

  TEST_CASE("the induced p-value encloses the inverse of the bound") {
    const TailBound bound([](double delta) { return std::log(1 / delta); }, {0.3});
    for (double u : {1e-14, 1e-9, 1.234e-5, 0.011, 0.1234567, 0.77, 0.99994}) {
      const auto [below, above] = bound.induced(std::log(1 / u));
      CHECK(below <= u * (1 + 1e-12));
      CHECK(above >= u * (1 - 1e-12));
      CHECK(above - below <= std::max(1.0001e-4, 0.0116 * u));
    }
    CHECK(bound.induced(1000).first == 0);
    CHECK(bound.induced(-1).second == 1);
    CHECK(bound.induced(INFINITY).first == 0);
    CHECK(bound.induced(-INFINITY).second == 1);
    CHECK(bound.induced(std::log(1 / 0.3) * (1 + 1e-12)).second == 0.3);
    CHECK(bound.induced(std::log(1 / 0.3)).second > 0.3);  // not beyond the bound at .3
  }

  TEST_CASE("a bound that grows or is not a number is a fault of the claim") {
    CHECK_THROWS_WITH_AS(TailBound([](double delta) { return delta; }, {}), doctest::Contains("bound("),
                         std::logic_error);
    CHECK_THROWS_WITH_AS(TailBound([](double) { return NAN; }, {}), doctest::Contains("is not a number"),
                         std::logic_error);
  }

  // All ways that U can fall on the two sides of one level, with the probabilities of the worst case P(U <= delta) =
  // delta.
  TEST_CASE("the expected wealth against a uniform law is at most one") {
    const double values[] = {0.05, 0.2, 0.5, 1.0};
    const double masses[] = {0.05, 0.15, 0.3, 0.5};  // P(U <= value) = value
    double expectation = 0;
    for (int path = 0; path < 1 << 12; ++path) {
      SuperUniformity evidence({0.05});
      double probability = 1;
      for (int i = 0; i < 6; ++i) {
        const int k = path >> 2 * i & 3;
        evidence.add(values[k]);
        probability *= masses[k];
      }
      expectation += probability * std::exp(evidence.log_wealth());
    }
    CHECK(expectation <= 1 + 1e-12);
    CHECK(expectation > 0.3);
  }

  TEST_CASE("bad questions are refused by name") {
    const auto bound = [](double delta) { return 1 - delta; };
    const auto refused = [](const DeviationQuestion& question, const char* text, ErrorBudget budget = kBudget,
                            std::uint64_t horizon = 10) {
      CHECK_THROWS_WITH_AS(deviation_judge(question, budget, horizon), doctest::Contains(text), std::domain_error);
    };
    refused({.bound = bound, .margin = 0}, "margin is 0");
    refused({.bound = bound, .levels = {1}}, "levels is 1");
    refused({.bound = bound, .vacuous_below = -1}, "vacuous_below is -1");
    refused({.bound = bound}, "alpha_refute is 0", {0, 0.1});
    refused({.bound = bound}, "alpha_support is 0.6", {0.1, 0.6});
    refused({.bound = bound}, "horizon is 0", kBudget, 0);
    CHECK_THROWS_WITH_AS(deviation_judge({.bound = bound, .levels = {}}, kBudget, 10),
                         doctest::Contains("levels is empty"), std::invalid_argument);
  }
}
