// Are the judges wrong no more often than they say, and right as often? Each rate is measured over many seeds at an
// inflated alpha and compared by Clopper-Pearson at kSure, so that a test here fails by chance with probability at most
// kSure, and surely fails for a rate that is off by what its call states.
#include <doctest/doctest.h>

#include <cmath>

#include "claims/tally.hpp"
#include "mongecarlo/stats/betting.hpp"
#include "mongecarlo/stats/sample_size.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;
using Side = MeanQuestion::Side;

namespace {

Tally tally_mean(MeanQuestion question, const Draw& draw, int horizon, int seeds, ErrorBudget budget = kInflated) {
  return tally([=] { return mean_judge(question, budget, static_cast<std::uint64_t>(horizon)); }, draw, horizon, seeds);
}

// An exponential deviation against the bound factor * ln(1 / delta).
Tally tally_tail(double factor, double margin, const Draw& draw, int horizon, int seeds,
                 ErrorBudget budget = kInflated) {
  return tally(
      [=] {
        return deviation_judge({.bound = [=](double delta) { return factor * std::log(1 / delta); },
                                .margin = margin,
                                .levels = {0.2, 0.1}},
                               budget, static_cast<std::uint64_t>(horizon));
      },
      draw, horizon, seeds);
}

}  // namespace

TEST_SUITE("claim") {
  // 1000 seeds: a rate of .05 + .034 or more is seen (5 standard errors). The twin moves the mean by a fifth.
  TEST_CASE("a true mean is refuted with probability at most alpha") {
    for (const auto& [side, p] : {std::pair{Side::equal, 0.05},
                                  {Side::equal, 0.5},
                                  {Side::equal, 0.9},
                                  {Side::at_most, 0.05},
                                  {Side::at_most, 0.9},
                                  {Side::at_least, 0.05}}) {
      const Tally fair = tally_mean(
          {.truth = p, .margin = 0.2 * p, .side = side}, [q = p](Stream& s) { return coin(s, q); }, 300, 1000);
      CHECK_MESSAGE(fair.is_refuted_at_most(kAlpha), "coin ", p, ": ", fair);
    }
    const Tally smooth = tally_mean(
        {.truth = 0.02, .margin = 0.002}, [](Stream& s) { return 0.04 * s.uniform(); }, 300, 1000);
    CHECK_MESSAGE(smooth.is_refuted_at_most(kAlpha), smooth);
    const Tally twin = tally_mean(
        {.truth = 0.5, .margin = 0.1}, [](Stream& s) { return coin(s, 0.6); }, 1000, 500);
    CHECK_MESSAGE(twin.is_refuted_at_least(0.9), twin);
    CHECK_FALSE(twin.is_refuted_at_most(kAlpha));
  }

  // Order statistics of 12 and 40 draws of laws that differ on both sides of the median, one of them with an atom at
  // it.
  TEST_CASE("medians are refuted and supported wrongly with probability at most alpha") {
    const auto lopsided = [](Stream& s) { return s.uniform() < 0.5 ? -s.uniform() : 100 * s.uniform(); };
    const auto atom = [](Stream& s) { return std::max(0.0, s.uniform() - 0.5); };
    for (const int horizon : {12, 40})
      for (const auto& [side, draw] : {std::pair<Side, Draw>{Side::equal, lopsided},
                                       {Side::at_most, lopsided},
                                       {Side::at_least, lopsided},
                                       {Side::at_least, atom}}) {
        const auto tally_at = [&, s = side, d = draw](double truth, double margin) {
          return tally(
              [=] {
                return median_judge({truth, margin, s}, kInflated, static_cast<std::uint64_t>(horizon));
              },
              d, horizon, 2000, horizon);
        };
        const Tally fair = tally_at(0, 0.2);
        CHECK_MESSAGE(fair.is_refuted_at_most(kAlpha), "side ", static_cast<int>(side), ": ", fair);
        const Tally off = tally_at(side == Side::at_most ? -0.2 : 0.2, 0.2);
        CHECK_MESSAGE(off.is_supported_at_most(kAlpha), "side ", static_cast<int>(side), ": ", off);
      }
    const Tally twin = tally(
        [] {
          return median_judge({0.5, 0.1, Side::at_least}, kInflated, 40);
        },
        [](Stream& s) { return 0.6 * s.uniform(); }, 40, 500, 40);
    CHECK_MESSAGE(twin.is_refuted_at_least(0.9), twin);
  }

  TEST_CASE("a mean off by the margin is supported with probability at most alpha") {
    for (const double sign : {-1.0, 1.0}) {
      const Tally two_sided = tally_mean(
          {.truth = 0.5, .margin = 0.05}, [=](Stream& s) { return coin(s, 0.5 + 0.05 * sign); }, 1000, 1000);
      CHECK_MESSAGE(two_sided.is_supported_at_most(kAlpha), two_sided);
      const Side side = sign > 0 ? Side::at_most : Side::at_least;
      const Tally one_sided = tally_mean(
          {.truth = 0.5, .margin = 0.05, .side = side}, [=](Stream& s) { return coin(s, 0.5 + 0.05 * sign); }, 1000,
          2000);
      CHECK_MESSAGE(one_sided.is_supported_at_most(kAlpha), one_sided);
      // At the truth, and beyond it on the allowed side, support comes.
      const Tally allowed = tally_mean(
          {.truth = 0.5, .margin = 0.05, .side = side}, [=](Stream& s) { return coin(s, 0.5 - 0.05 * sign); }, 2000,
          300);
      CHECK_MESSAGE(allowed.is_supported_at_least(0.99), allowed);
    }
    const Tally at_truth = tally_mean(
        {.truth = 0.5, .margin = 0.05}, [](Stream& s) { return coin(s, 0.5); }, 4000, 300);
    CHECK_MESSAGE(at_truth.is_supported_at_least(0.99), at_truth);
  }

  // P(1 / E <= u) <= u at a fixed number of records, for every u of a grid at once (kSure shared by 8).
  TEST_CASE("one over the wealth against the truth is a p-value") {
    const int seeds = 4000;
    std::vector<double> log_wealths;
    for (int seed = 0; seed < seeds; ++seed) {
      BoundedLog log(0, 1);
      Stream stream(stream_key(12, "calibration", "wealth"), static_cast<std::uint64_t>(seed));
      for (int i = 0; i < 200; ++i) log.add(coin(stream, 0.1));
      std::vector<Bet> bets;
      for (const auto sign : {Bet::Sign::above, Bet::Sign::below})
        for (const double scale : {0.5, 1.0, 2.0}) bets.push_back({sign, 0.1, BetSize::for_departure(0.05, scale)});
      BetMixture mixture(bets);
      mixture.play(log);
      log_wealths.push_back(mixture.log_wealth());
    }
    std::uint64_t at_one = 0;
    for (const double u : {0.5, 0.3, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005}) {
      std::uint64_t count = 0;
      for (const double log_wealth : log_wealths) count += log_wealth >= -std::log(u);
      CHECK_MESSAGE(clopper_pearson_lower(count, seeds, kSure / 8) <= u, "u = ", u, ": ", count);
      if (u == 0.5) at_one = count;
    }
    CHECK(at_one > 0);
  }

  // Predicted against measured. At the resolution a departure is refuted with probability .99 (and not at a third of
  // it).
  TEST_CASE("departures of the size of the resolution are refuted") {
    const int horizon = 2000;
    const JudgePtr judge = mean_judge({.truth = 0.3, .margin = 0.05}, {1e-3, 1e-9}, horizon);
    Stream stream(stream_key(13, "calibration", "resolution"), 0);
    std::vector<Certified> records;
    for (int i = 0; i < horizon; ++i) records.push_back(coin(stream, 0.3));
    judge->add(records);
    const double resolution = *judge->conclude().resolution;
    CHECK(resolution > 0.04);
    CHECK(resolution < 0.08);
    for (const double sign : {-1.0, 1.0}) {
      const auto departed = [&](double by) {
        return tally_mean({.truth = 0.3, .margin = 0.05}, [=](Stream& s) { return coin(s, 0.3 + sign * by); }, horizon,
                          400, {1e-3, 1e-9});
      };
      const Tally at = departed(resolution), below = departed(resolution / 3);
      CHECK_MESSAGE(at.is_refuted_at_least(0.99), at);
      CHECK_MESSAGE(below.is_refuted_at_most(0.1), below);
    }
  }

  TEST_CASE("as many replicates as predicted support and refute a mean") {
    const double deviation = std::sqrt(0.3 * 0.7);
    const auto enough = static_cast<int>(min_replicates_to_support_mean(deviation, 0.05, 1e-3));
    const auto tally_for = [](int horizon, double p) {
      return tally_mean({.truth = 0.3, .margin = 0.05}, [=](Stream& s) { return coin(s, p); }, horizon, 400,
                        {1e-3, 1e-3});
    };
    const Tally supported = tally_for(enough, 0.3), too_few = tally_for(enough / 5, 0.3);
    CHECK_MESSAGE(supported.is_supported_at_least(0.99), supported);
    CHECK_MESSAGE(too_few.is_supported_at_most(0.3), too_few);
    const auto refuting = static_cast<int>(min_replicates_to_refute_mean(deviation, 0.1, 1e-3));
    const Tally refuted = tally_for(refuting, 0.4), too_few_to_refute = tally_for(refuting / 3, 0.4);
    CHECK_MESSAGE(refuted.is_refuted_at_least(0.99), refuted);
    CHECK_MESSAGE(too_few_to_refute.is_refuted_at_most(0.5), too_few_to_refute);
  }

  // 600 seeds: a rate of .05 + .045 is seen.
  TEST_CASE("a tail bound met with equality is refuted with probability at most alpha") {
    const Tally exact = tally_tail(
        1, 0.1, [](Stream& s) { return s.exponential(); }, 400, 600);
    CHECK_MESSAGE(exact.is_refuted_at_most(kAlpha), exact);
    CHECK_MESSAGE(exact.refuted > 0, exact);
    const Tally twin = tally_tail(
        0.8, 0.1, [](Stream& s) { return s.exponential(); }, 800, 300);
    CHECK_MESSAGE(twin.is_refuted_at_least(0.95), twin);
  }

  // A share of the deviations is just beyond bound(u), the others are nothing: P(deviation > bound(delta)) is the share
  // for delta >= u. The budget for refuting is next to nothing, so that support is not cut off by it.
  TEST_CASE("a tail off by the margin or beyond a level is supported with probability at most alpha") {
    constexpr ErrorBudget support_only{1e-12, kAlpha};
    const auto jump = [](double u, double share) {
      const double far = std::log(1 / u) + 1e-9;
      return [=](Stream& s) { return s.uniform() < share ? far : 0.0; };
    };
    // By the margin .05 and a little at delta = .5, where the band allows support from 602 replicates on.
    const Tally by_margin = tally_tail(1, 0.05, jump(0.5, 0.5501), 620, 600, support_only);
    CHECK_MESSAGE(by_margin.is_supported_at_most(kAlpha), by_margin);
    CHECK_MESSAGE(by_margin.supported > 0, by_margin);
    const Tally in_margin = tally_tail(1, 0.05, jump(0.5, 0.4), 620, 200, support_only);
    CHECK_MESSAGE(in_margin.is_supported_at_least(0.99), in_margin);
    // Within the margin .3 everywhere, but just beyond the level .1.
    const Tally by_level = tally_tail(1, 0.3, jump(0.1, 0.1001), 200, 600, support_only);
    CHECK_MESSAGE(by_level.is_supported_at_most(kAlpha), by_level);
    CHECK_MESSAGE(by_level.supported > 0, by_level);
    const Tally in_level = tally_tail(1, 0.3, jump(0.1, 0.03), 200, 200, support_only);
    CHECK_MESSAGE(in_level.is_supported_at_least(0.99), in_level);
  }

  TEST_CASE("violations as rare as the margin are missed with probability at most alpha") {
    const auto slack = [](double p) { return [p](Stream& s) { return s.uniform() < p ? -1.0 : 1.0; }; };
    const auto judge = [] { return violation_judge({0.05}, kInflated, 60); };
    const Tally at_margin = tally(judge, slack(0.05), 60, 2000);
    CHECK_MESSAGE(at_margin.is_supported_at_most(kAlpha), at_margin);
    CHECK_MESSAGE(at_margin.supported > 0, at_margin);
    const Tally never = tally(judge, slack(0), 60, 100);
    CHECK(never.supported == 100);
  }
}
