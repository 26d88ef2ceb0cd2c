#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <stdexcept>

#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/stats/judge.hpp"

using namespace mongecarlo;
using Side = MeanQuestion::Side;

namespace {

constexpr ErrorBudget kBudget{1e-3, 1e-3};

// The verdict on `count` uniform draws from [center - spread, center + spread], each blurred by a gap.
Inference judge_uniform(const MeanQuestion& question, double center, double spread, int count, double gap = 0) {
  const JudgePtr judge = mean_judge(question, kBudget, static_cast<std::uint64_t>(count));
  Stream stream(stream_key(7, "mean judge", "uniform"), 0);
  std::vector<Certified> block;
  for (int i = 0; i < count; ++i) {
    const double x = center + spread * (2 * stream.uniform() - 1);
    const double below = gap * stream.uniform();
    block.push_back({x - below, x - below + gap});
  }
  judge->add(block);
  return judge->conclude();
}

bool has_flag(const Inference& inference, const char* flag) {
  return std::find(inference.flags.begin(), inference.flags.end(), flag) != inference.flags.end();
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("a mean at the truth is supported and one far off is refuted") {
    const MeanQuestion question{.truth = 0.5, .margin = 0.02};
    const Inference right = judge_uniform(question, 0.5, 0.3, 4000);
    CHECK(right.verdict == Verdict::supported);
    CHECK(right.interval->first < 0.5);
    CHECK(right.interval->second > 0.5);
    CHECK(right.replicates == 4000);
    CHECK(right.is_exact);
    const Inference wrong = judge_uniform(question, 0.55, 0.3, 4000);
    CHECK(wrong.verdict == Verdict::refuted);
    CHECK(wrong.interval->first > 0.5);
    CHECK(wrong.margin_share > 1);
    CHECK(judge_uniform(question, 0.45, 0.3, 4000).verdict == Verdict::refuted);
  }

  TEST_CASE("few replicates are inconclusive and say so") {
    const Inference few = judge_uniform({.truth = 0.5, .margin = 0.02}, 0.5, 0.3, 100);
    CHECK(few.verdict == Verdict::inconclusive);
    CHECK(has_flag(few, "few_replicates"));
    CHECK(*few.resolution > 0.02);
  }

  TEST_CASE("one-sided claims look at their own side") {
    for (const auto& [side, center, verdict] : {std::tuple{Side::at_most, 0.4, Verdict::supported},
                                                {Side::at_most, 0.5, Verdict::supported},
                                                {Side::at_most, 0.6, Verdict::refuted},
                                                {Side::at_least, 0.6, Verdict::supported},
                                                {Side::at_least, 0.5, Verdict::supported},
                                                {Side::at_least, 0.4, Verdict::refuted}}) {
      const Inference result = judge_uniform({.truth = 0.5, .margin = 0.02, .side = side}, center, 0.3, 5000);
      CHECK(result.verdict == verdict);
      CHECK((result.margin_share > 2) == (verdict == Verdict::refuted));
      CHECK(result.interval->first < center);
      CHECK(result.interval->second > center);
      CHECK(result.interval->second - result.interval->first < 0.05);
    }
  }

  TEST_CASE("a one-sided claim with room to spare needs no margin") {
    CHECK(judge_uniform({.truth = 0.5, .margin = 0, .side = Side::at_most}, 0.4, 0.3, 5000).verdict ==
          Verdict::supported);
    CHECK(judge_uniform({.truth = 0.5, .margin = 0, .side = Side::at_most}, 0.5, 0.3, 5000).verdict ==
          Verdict::inconclusive);
  }

  TEST_CASE("a refuted bias below the margin is practically negligible") {
    const Inference result = judge_uniform({.truth = 0.5, .margin = 0.05}, 0.51, 0.05, 20000);
    CHECK(result.verdict == Verdict::refuted);
    CHECK(has_flag(result, "practically_negligible"));
    CHECK(!has_flag(judge_uniform({.truth = 0.5, .margin = 0.05}, 0.6, 0.05, 20000), "practically_negligible"));
  }

  TEST_CASE("ranges are scaled away") {
    const Inference unit = judge_uniform({.truth = 0.5, .margin = 0.02}, 0.5, 0.3, 3000);
    const Inference scaled =
        judge_uniform({.truth = 15, .range_lower = 10, .range_upper = 20, .margin = 0.2}, 15, 3, 3000);
    CHECK(scaled.interval->first == doctest::Approx(10 + 10 * unit.interval->first).epsilon(1e-6));
    CHECK(scaled.interval->second == doctest::Approx(10 + 10 * unit.interval->second).epsilon(1e-6));
    CHECK(*scaled.resolution == doctest::Approx(10 * *unit.resolution).epsilon(1e-6));
    CHECK(*scaled.estimate == doctest::Approx(10 + 10 * *unit.estimate).epsilon(1e-9));
  }

  TEST_CASE("gaps of the solver widen the interval and can only make the verdict inconclusive") {
    const MeanQuestion question{.truth = 0.5, .margin = 0.02};
    const Inference blurred = judge_uniform(question, 0.5, 0.3, 4000, 0.05);
    CHECK(blurred.verdict == Verdict::inconclusive);
    CHECK(blurred.interval->second - blurred.interval->first > 0.05);
    CHECK(blurred.solver_gap_share > 1);
    CHECK(judge_uniform(question, 0.52, 0.3, 4000, 0.05).verdict == Verdict::inconclusive);
    const Inference sharp = judge_uniform(question, 0.5, 0.3, 4000, 1e-6);
    CHECK(sharp.verdict == Verdict::supported);
    CHECK(sharp.solver_gap_share < 1e-3);
  }

  TEST_CASE("an unknown truth is refuted only outside of its enclosure") {
    const MeanQuestion question{.truth = {0.48, 0.52}, .margin = 0.05};
    CHECK(judge_uniform(question, 0.515, 0.05, 4000).verdict != Verdict::refuted);
    CHECK(judge_uniform(question, 0.485, 0.05, 4000).verdict != Verdict::refuted);
    CHECK(judge_uniform(question, 0.53, 0.05, 4000).verdict == Verdict::refuted);
    CHECK(judge_uniform(question, 0.47, 0.05, 4000).verdict == Verdict::refuted);
    // Within the margin of all of the enclosure, or not of all.
    CHECK(judge_uniform(question, 0.5, 0.05, 4000).verdict == Verdict::supported);
    CHECK(judge_uniform({.truth = {0.48, 0.52}, .margin = 0.015}, 0.5, 0.05, 4000).verdict == Verdict::inconclusive);
  }

  TEST_CASE("support needs the margin from every truth of the enclosure") {
    for (const double mean : {0.485, 0.515})
      CHECK(judge_uniform({.truth = {0.48, 0.52}, .margin = 0.03}, mean, 0.02, 4000).verdict == Verdict::inconclusive);
    CHECK(judge_uniform({.truth = {0.48, 0.52}, .margin = 0.03}, 0.5, 0.02, 4000).verdict == Verdict::supported);
  }

  TEST_CASE("a truth is refuted exactly when it is outside of the interval") {
    int refuted = 0;
    for (int i = 0; i < 40; ++i) {
      const double truth = 0.45 + 0.0025 * i;
      const Inference result = judge_uniform({.truth = truth, .margin = 0}, 0.5, 0.3, 1500);
      const bool is_outside = truth < result.interval->first || truth > result.interval->second;
      CHECK(is_outside == (result.verdict == Verdict::refuted));
      refuted += result.verdict == Verdict::refuted;
    }
    CHECK(refuted > 5);
    CHECK(refuted < 35);
  }

  TEST_CASE("a record of any value at all changes nothing but the width") {
    const JudgePtr judge = mean_judge({.truth = 0.5, .margin = 0.1}, kBudget, 2000);
    std::vector<Certified> block(1990, Certified(0.5));
    block.insert(block.end(), 10, Certified(-INFINITY, INFINITY));
    judge->add(block);
    const Inference result = judge->conclude();
    CHECK(result.verdict == Verdict::supported);
    CHECK(*result.estimate == doctest::Approx(0.5));
  }

  TEST_CASE("a judge that saw nothing concludes nothing") {
    const Inference result = mean_judge({.truth = 0.5, .margin = 0.1}, kBudget, 10)->conclude();
    CHECK(result.verdict == Verdict::inconclusive);
    CHECK(!result.interval);
  }

  TEST_CASE("bad questions are refused by name") {
    const auto refused = [](const MeanQuestion& question, const char* text, ErrorBudget budget = kBudget,
                            std::uint64_t horizon = 10) {
      CHECK_THROWS_WITH_AS(mean_judge(question, budget, horizon), doctest::Contains(text), std::domain_error);
    };
    refused({.truth = {NAN, 1}}, "truth.lower is nan");
    refused({.truth = {0, INFINITY}}, "truth.upper is inf");
    refused({.truth = {1, 0}}, "truth.upper - truth.lower is -1");
    refused({.truth = 0, .margin = -1}, "margin is -1");
    refused({.truth = 0, .range_lower = 1, .range_upper = 1}, "range_upper - range_lower is 0");
    refused({.truth = 0}, "alpha_refute is 0", {0, 0.1});
    refused({.truth = 0}, "alpha_support is 1", {0.1, 1});
    refused({.truth = 0}, "horizon is 0", kBudget, 0);
  }
}
