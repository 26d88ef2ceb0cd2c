#include <fmt/format.h>

#include <cmath>

#include "calibration/error_case.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/experiment/median_statement.hpp"

namespace mongecarlo::calibration {
namespace {

using Error = ErrorCase::Error;

constexpr double kMargin = 0.1;
constexpr double kFirst = 8;

/// E X_n = (n / 8)^-slope exactly: a fair coin that is worth twice that.
auto power_law(double slope) {
  return [slope](const Probe& probe, const Stream& stream) -> Certified {
    Stream own = stream;
    return own.uniform() < 0.5 ? 2 * std::pow(probe.value / kFirst, -slope) : 0.0;
  };
}

RateStatement<Probe> rate_statement(const std::string& id, double slope, double claimed) {
  return {.id = id,
          .statement = "E X_n falls like a power of n",
          .source = {},
          .design = {{8}, {16}, {32}, {64}},
          .n = [](const Probe& probe) { return probe.value; },
          .exponent = claimed,
          .replicate = power_law(slope),
          .range = [slope](const Probe& probe) { return Range{0, 2 * std::pow(probe.value / kFirst, -slope)}; },
          .margin = kMargin,
          .replicates = std::uint64_t{400},
          .control = no_twin(id)};
}

/// The exponent is off by exactly the margin: neither verdict would be right by more than nothing.
void add_rates(std::vector<ErrorCase>& cases) {
  const auto add = [&](const std::string& id, const Claim& claim, bool is_exact = true) {
    for (const Error error : {Error::refuted, Error::supported}) {
      ErrorCase made{id + (error == Error::refuted ? ".refuted" : ".supported"),
                     "rate over four n", "coins of known means", error, {claim}, is_exact};
      made.claims[0].id = made.claims[0].corrected_by = made.id;
      cases.push_back(std::move(made));
    }
  };
  add("rate.equal.faster", rate_equals(rate_statement("rate", 0.5, 0.5 - kMargin)));
  add("rate.equal.slower", rate_equals(rate_statement("rate", 0.5, 0.5 + kMargin)));
  add("rate.at_least", rate_at_least(rate_statement("rate", 0.5, 0.5 + kMargin)));
  add("growth.equal", growth_equals(rate_statement("rate", -0.5, 0.5 + kMargin)));
  add("growth.at_most", growth_at_most(rate_statement("rate", -0.5, 0.5 - kMargin)));
  RateStatement<Probe> bent = rate_statement("rate", 0.5, 0.5 + kMargin);
  bent.correction = 1.0;
  add("rate.corrected", rate_equals(std::move(bent)));
  RateStatement<Probe> normal = rate_statement("rate", 0.5, 0.5 + kMargin);
  normal.range = unbounded;
  normal.replicates = std::uint64_t{5000};
  add("rate.unbounded", rate_at_least(std::move(normal)), false);
}

/// Four true claims of five cells each, in one run: the run's alpha is for all of them.
ErrorCase suite(const std::string& id, const std::string& law, const std::function<Claim(const std::string&)>& claim) {
  ErrorCase made{id, "several claims in one run", law, Error::refuted, {}, true, kSharpAndDear};
  for (int k = 0; k < 4; ++k) made.claims.push_back(claim(fmt::format("{}_{}", id, k)));
  return made;
}

Claim five_means(const std::string& id) {
  return mean_equals<Probe>({.id = id,
                             .statement = "the mean is the truth",
                             .source = {},
                             .design = {{0.1}, {0.3}, {0.5}, {0.7}, {0.9}},
                             .truth = [](const Probe& probe) { return Certified(probe.value); },
                             .replicate = [](const Probe& probe, const Stream& stream) -> Certified {
                               Stream own = stream;
                               return own.uniform() < probe.value ? 1.0 : 0.0;
                             },
                             .range = [](const Probe&) { return Range{0, 1}; },
                             .margin = Margin::absolute(0.1),
                             .replicates = 300,
                             .control = no_twin(id)});
}

Claim five_medians(const std::string& id) {
  return median_equals<Probe>({.id = id,
                               .statement = "the median is the truth",
                               .source = {},
                               .design = {{1}, {2}, {3}, {4}, {5}},
                               .truth = [](const Probe&) { return Certified(0.0); },
                               .replicate = replicate_of(lopsided()),
                               .margin = 0.2,
                               .replicates = 100,
                               .control = no_twin(id)});
}

}  // namespace

std::vector<ErrorCase> joint_cases() {
  std::vector<ErrorCase> cases;
  add_rates(cases);
  cases.push_back(suite("suite.means", "twenty coins", five_means));
  cases.push_back(suite("suite.medians", "twenty times " + lopsided().name, five_medians));
  return cases;
}

}  // namespace mongecarlo::calibration
