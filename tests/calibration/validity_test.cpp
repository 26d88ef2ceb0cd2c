// Every kind of statement, through the runner: one that holds, at its boundary where that can be supported at all, and one
// that is false by little more than margin and resolution. Ten seeds each at alpha = 1e-3; a right engine gives another
// verdict in one of a hundred of the false ones at most.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "calibration/law.hpp"
#include "calibration/trial.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/experiment/median_statement.hpp"

using namespace mongecarlo;
using namespace mongecarlo::calibration;

namespace {

struct Kind {
  const char* name;
  Claim holds, fails;
};

MeanStatement<Probe> mean(double truth) {
  return {.id = "claim",
          .statement = {},
          .source = {},
          .design = {{truth}},
          .truth = [](const Probe& probe) { return Certified(probe.value); },
          .replicate = replicate_of(coin(0.5)),
          .range = [](const Probe&) { return Range{0, 1}; },
          .margin = Margin::absolute(0.05),
          .replicates = 8000,
          .control = no_twin("claim")};
}

MeanStatement<Probe> unbounded_mean(double truth) {
  MeanStatement<Probe> statement = mean(truth);
  statement.range = unbounded;
  return statement;
}

VarianceStatement<Probe> variance(double truth) {
  return {.id = "claim",
          .statement = {},
          .source = {},
          .design = {{truth}},
          .truth = [](const Probe& probe) { return Certified(probe.value); },
          .replicate = replicate_of(coin(0.5)),
          .range = [](const Probe&) { return Range{0, 1}; },
          .margin = Margin::absolute(0.025),
          .replicates = 8000,
          .control = no_twin("claim")};
}

// At equality P(X > bound(delta)) = delta, which no count can show to be at most delta: 1.3 of the bound holds.
TailStatement<Probe> tail(double factor) {
  return {.id = "claim",
          .statement = {},
          .source = {},
          .design = {{factor}},
          .bound = [](const Probe& probe, double delta) { return -probe.value * std::log(delta); },
          .replicate = replicate_of(exponential()),
          .margin = 0.05,
          .replicates = 4000,
          .control = no_twin("claim")};
}

AlwaysStatement<Probe> always(double p) {
  return {.id = "claim",
          .statement = {},
          .source = {},
          .design = {{p}},
          .replicate = [](const Probe& probe, const Stream& stream) -> Certified {
            Stream own = stream;
            return own.uniform() < probe.value ? -1.0 : 0.0;
          },
          .replicates = 4000,
          .control = no_twin("claim"),
          .margin = 0.005};
}

IdentityStatement<Probe> number(double value) {
  return {.id = "claim",
          .statement = {},
          .source = {},
          .design = {{value}},
          .truth = [](const Probe&) { return Certified(1.0); },
          .replicate = [](const Probe& probe, const Stream&) { return Certified(probe.value); },
          .tolerance = 0.0625,
          .control = no_twin("claim")};
}

MedianStatement<Probe> median(double truth) {
  return {.id = "claim",
          .statement = {},
          .source = {},
          .design = {{truth}},
          .truth = [](const Probe& probe) { return Certified(probe.value); },
          .replicate = replicate_of(uniform()),
          .margin = 0.05,
          .replicates = 8000,
          .control = no_twin("claim")};
}

/// E X_n = (n / 8)^-slope, claimed to fall (or grow) like n^-1/2 (n^1/2).
RateStatement<Probe> rate(double slope) {
  return {.id = "claim",
          .statement = {},
          .source = {},
          .design = {{8}, {16}, {32}, {64}},
          .n = [](const Probe& probe) { return probe.value; },
          .exponent = 0.5,
          .replicate = [slope](const Probe& probe, const Stream& stream) -> Certified {
            Stream own = stream;
            return own.uniform() < 0.5 ? 2 * std::pow(probe.value / 8, -slope) : 0.0;
          },
          .range = [slope](const Probe& probe) { return Range{0, 2 * std::pow(probe.value / 8, -slope)}; },
          .margin = 0.2,
          .replicates = std::uint64_t{4000},
          .control = no_twin("claim")};
}

/// Uniform records that are moved by so much at the first n and at the last.
LawStatement<Probe> moved(double first, double last) {
  return {.id = "claim",
          .statement = {},
          .source = {},
          .design = {{first}, {last}},
          .law = {[](const Probe&, double x) { return std::clamp(x, 0.0, 1.0); }},
          .replicate = [](const Probe& probe, const Stream& stream) -> Certified {
            Stream own = stream;
            return own.uniform() + probe.value;
          },
          .tolerance = [](const Probe&) { return 0.06; },
          .replicates = std::uint64_t{8000},
          .control = no_twin("claim"),
          .n = [first, last](const Probe& probe) { return probe.value == first && first != last ? 100.0 : 400.0; }};
}

std::vector<Kind> kinds() {
  return {{"mean_equals", mean_equals(mean(0.5)), mean_equals(mean(0.43))},
          {"mean_below", mean_below(mean(0.5)), mean_below(mean(0.43))},
          {"mean_above", mean_above(mean(0.5)), mean_above(mean(0.57))},
          {"mean_equals without a range", mean_equals(unbounded_mean(0.5)), mean_equals(unbounded_mean(0.43))},
          {"mean_below without a range", mean_below(unbounded_mean(0.5)), mean_below(unbounded_mean(0.43))},
          {"mean_above without a range", mean_above(unbounded_mean(0.5)), mean_above(unbounded_mean(0.57))},
          {"variance_equals", variance_equals(variance(0.25)), variance_equals(variance(0.215))},
          {"tail_below", tail_below(tail(1.3)), tail_below(tail(0.85))},
          {"holds_always", holds_always(always(0)), holds_always(always(0.002))},
          {"identity", identity(number(1.0625)), identity(number(1.0626))},
          {"median_equals", median_equals(median(0.5)), median_equals(median(0.43))},
          {"median_below", median_below(median(0.5)), median_below(median(0.43))},
          {"median_above", median_above(median(0.5)), median_above(median(0.57))},
          {"rate_equals", rate_equals(rate(0.5)), rate_equals(rate(0.85))},
          {"rate_at_least", rate_at_least(rate(0.5)), rate_at_least(rate(0.15))},
          {"growth_equals", growth_equals(rate(-0.5)), growth_equals(rate(-0.15))},
          {"growth_at_most", growth_at_most(rate(-0.5)), growth_at_most(rate(-0.85))},
          {"law_tends_to", law_tends_to(moved(0.02, 0.02)), law_tends_to(moved(0.12, 0.12))},
          {"law_approaches", law_approaches(moved(0.1, 0.02)), law_approaches(moved(0.02, 0.1))}};
}

}  // namespace

TEST_SUITE("claim") {
  TEST_CASE("every kind of statement is supported at its boundary and refuted just beyond") {
    constexpr int kSeeds = 10;
    for (const Kind& kind : kinds()) {
      int supported = 0, refuted = 0, wrong = 0;
      for (std::uint64_t seed = 0; seed < kSeeds; ++seed) {
        const Trial right = run_trial({kind.holds}, 1e-3, 1, kind.name, seed);
        const Trial false_one = run_trial({kind.fails}, 1e-3, 2, kind.name, seed);
        supported += right.is_supported;
        refuted += false_one.is_refuted;
        wrong += right.is_refuted + false_one.is_supported;
      }
      CHECK_MESSAGE(wrong == 0, kind.name);
      CHECK_MESSAGE(supported >= kSeeds - 2, kind.name, ": ", supported);
      CHECK_MESSAGE(refuted >= kSeeds - 2, kind.name, ": ", refuted);
    }
  }
}
