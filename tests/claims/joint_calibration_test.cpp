// Judges of limit laws, of means without a range, and of rates: wrong no more often than they say, right as often.
#include <doctest/doctest.h>

#include <cmath>

#include "claims/tally.hpp"
#include "mongecarlo/stats/rate.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;
using Side = MeanQuestion::Side;

namespace {

double uniform_cdf(double x) { return std::min(1.0, std::max(0.0, x)); }

Tally tally_law(double tolerance, double shift, int horizon, int seeds) {
  return tally(
      [=] {
        return limit_law_judge({{uniform_cdf, {}}, tolerance}, kInflated, static_cast<std::uint64_t>(horizon));
      },
      [=](Stream& s) { return s.uniform() + shift; }, horizon, seeds);
}

Tally tally_asymptotic(const AsymptoticMeanQuestion& question, const Draw& draw, int seeds, ErrorBudget budget) {
  return tally([=] { return asymptotic_mean_judge(question, budget, 5000); }, draw, 5000, seeds, 1000);
}

// X_n = factor(n) B, B a coin of probability p that is worth 1/p: E X_n = factor(n).
struct RateCase {
  std::vector<double> n{8, 16, 32, 64};
  std::function<double(double)> factor;
  RateQuestion question;
  double p = 0.5;
  int horizon = 400;
};

Verdict verdict_of_rate(const RateCase& c, std::uint64_t seed) {
  std::vector<Inference> cells;
  for (std::size_t j = 0; j < c.n.size(); ++j) {
    const double top = c.factor(c.n[j]) / c.p;
    const auto count = static_cast<double>(c.n.size());
    const JudgePtr judge = mean_measurement({0, 3, static_cast<int>(count)}, {kAlpha / count, kAlpha},
                                            static_cast<std::uint64_t>(c.horizon));
    Stream stream(stream_key(14, "calibration", "rate"), seed * 16 + j);
    std::vector<Certified> records;
    for (int i = 0; i < c.horizon; ++i) records.emplace_back(top * coin(stream, c.p));
    judge->add(records);
    cells.push_back(judge->conclude());
  }
  return judge_rate(c.question, cells).verdict;
}

Tally tally_rate(RateCase c, int seeds) {
  c.question.n = c.n;
  c.question.shape.assign(c.n.size(), 1.0);
  Tally result;
  for (int seed = 0; seed < seeds; ++seed) {
    const Verdict verdict = verdict_of_rate(c, static_cast<std::uint64_t>(seed));
    ++result.seeds;
    result.supported += verdict == Verdict::supported;
    result.refuted += verdict == Verdict::refuted;
  }
  return result;
}

RateCase power(double slope, double exponent, double margin, Side side = Side::equal) {
  return {.factor = [slope](double n) { return std::pow(n / 8, -slope); },
          .question = {.n = {}, .shape = {}, .exponent = exponent, .margin = margin, .side = side}};
}

}  // namespace

TEST_SUITE("claim") {
  // The band is met with its own probability alpha at worst, in the largest difference over all x.
  TEST_CASE("a limit law at its tolerance is refuted and supported with probability at most alpha") {
    const Tally at = tally_law(0.1, 0.1, 400, 2000);
    CHECK_MESSAGE(at.is_refuted_at_most(kAlpha), at);
    CHECK_MESSAGE(at.is_supported_at_most(kAlpha), at);
    CHECK_MESSAGE(at.refuted + at.supported > 0, at);
    // Twice the band away on either side it is decided.
    const double band = std::sqrt(std::log(2 / kAlpha) / 800);
    const Tally beyond = tally_law(0.1, 0.1 + 2 * band, 400, 300), within = tally_law(0.02 + 2 * band, 0.02, 400, 300);
    CHECK_MESSAGE(beyond.is_refuted_at_least(0.95), beyond);
    CHECK_MESSAGE(within.is_supported_at_least(0.95), within);
  }

  // Skewness 2: the lower tail of the statistic is heavier and the upper lighter; both together stay near alpha.
  TEST_CASE("an asymptotic mean is refuted about as often as alpha and supported at its margin no more often") {
    for (const auto& [draw, mean, deviation] :
         {std::tuple<Draw, double, double>{[](Stream& s) { return s.normal(); }, 0, 1},
          {[](Stream& s) { return s.exponential(); }, 1, 1}}) {
      const Tally fair = tally_asymptotic({.truth = mean, .margin = 1}, draw, 1000, kInflated);
      CHECK_MESSAGE(fair.is_refuted_at_most(1.2 * kAlpha), fair);
      CHECK_MESSAGE(fair.is_refuted_at_least(0.8 * kAlpha), fair);
      const double margin = 4 * deviation / std::sqrt(5000.0);
      for (const double sign : {-1.0, 1.0}) {
        const Tally off =
            tally_asymptotic({.truth = mean + sign * margin, .margin = margin}, draw, 1000, {1e-3, kAlpha});
        CHECK_MESSAGE(off.is_supported_at_most(1.2 * kAlpha), off);
        CHECK_MESSAGE(off.supported > 0, off);
      }
      const Tally supported =
          tally_asymptotic({.truth = mean, .margin = 5.7 * deviation / std::sqrt(5000.0)}, draw, 300, {1e-3, 1e-3});
      CHECK_MESSAGE(supported.is_supported_at_least(0.97), supported);
      const Tally refuted = tally_asymptotic({.truth = mean + 5.7 * deviation / std::sqrt(5000.0), .margin = 1e-3},
                                             draw, 300, {1e-3, 1e-3});
      CHECK_MESSAGE(refuted.is_refuted_at_least(0.97), refuted);
    }
  }

  // Far below alpha: the intervals of all cells hold together, and the least favourable ends are taken.
  TEST_CASE("a rate at its margin is refuted and supported with probability at most alpha") {
    for (const double sign : {-1.0, 1.0}) {
      const Tally at = tally_rate(power(0.5, 0.5 + 0.1 * sign, 0.1), 600);
      CHECK_MESSAGE(at.is_refuted_at_most(kAlpha), at);
      CHECK_MESSAGE(at.is_supported_at_most(kAlpha), at);
    }
    const Tally bound = tally_rate(power(0.5, 0.6, 0.1, Side::at_least), 600);
    CHECK_MESSAGE(bound.is_refuted_at_most(kAlpha), bound);
    CHECK_MESSAGE(bound.is_supported_at_most(kAlpha), bound);
  }

  TEST_CASE("a rate is decided where its interval allows it") {
    // Half-width about .17 for 400 coins, .055 for 4000.
    RateCase good = power(0.5, 0.5, 0.15), wrong = power(0.5, 1, 0.15), bound = power(1, 0.5, 0.15, Side::at_least);
    for (RateCase* c : {&good, &wrong, &bound}) c->horizon = 4000;
    const Tally supported = tally_rate(good, 100), refuted = tally_rate(wrong, 100), allowed = tally_rate(bound, 100);
    CHECK_MESSAGE(supported.supported >= 95, supported);
    CHECK_MESSAGE(refuted.refuted >= 95, refuted);
    CHECK_MESSAGE(allowed.supported >= 95, allowed);
  }

  // 1 + 8 / n over n = 8 .. 64: the mean slope is off by .28, and the fits to all and to the last three differ.
  TEST_CASE("a bent rate is open without its correction and never wrongly supported with a wrong exponent") {
    RateCase bent = power(0.5, 0.5, 0.1);
    bent.factor = [](double n) { return std::pow(n / 8, -0.5) * 0.5 * (1 + 8 / n); };
    bent.horizon = 4000;
    // The mean slope is beyond the margin, so that refuting would be right of it; but mostly the bend is seen.
    const Tally open = tally_rate(bent, 100);
    CHECK_MESSAGE(open.supported == 0, open);
    CHECK_MESSAGE(open.refuted <= 25, open);
    RateCase wrong = bent;
    wrong.question.correction = 1.0;
    wrong.question.exponent = 1.5;
    CHECK_MESSAGE(tally_rate(wrong, 100).supported == 0, "supported");
  }
}
