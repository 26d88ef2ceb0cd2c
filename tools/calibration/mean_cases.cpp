#include <fmt/format.h>

#include "calibration/error_case.hpp"
#include "mongecarlo/experiment/statement.hpp"

namespace mongecarlo::calibration {
namespace {

using Side = MeanQuestion::Side;
using Error = ErrorCase::Error;

Claim claim_on(const std::string& id, const Law& law, Side side, const Certified& truth, double margin,
               std::uint64_t replicates) {
  MeanStatement<Probe> statement{.id = id,
                                 .statement = "the mean is the truth",
                                 .source = {},
                                 .design = {{truth.midpoint()}},
                                 .truth = [truth](const Probe&) { return truth; },
                                 .replicate = replicate_of(law),
                                 .range = [lower = law.lower, upper = law.upper](const Probe&) {
                                   return Range{lower, upper};
                                 },
                                 .margin = Margin::absolute(margin),
                                 .replicates = replicates,
                                 .control = no_twin(id)};
  if (side == Side::at_most) return mean_below(std::move(statement));
  return side == Side::at_least ? mean_above(std::move(statement)) : mean_equals(std::move(statement));
}

const char* words(Side side) {
  return side == Side::equal ? "equal" : side == Side::at_most ? "at_most" : "at_least";
}

/// At the truth, and off by the margin to every side that counts.
void add_mean(const std::string& name, const Law& law, Side side, double margin, std::uint64_t replicates,
              std::vector<ErrorCase>& cases) {
  const std::string stem = fmt::format("mean.{}.{}", words(side), name), judge = "mean of bounded records";
  cases.push_back(
      {stem, judge, law.name, Error::refuted, {claim_on(stem, law, side, law.mean, margin, replicates)}});
  for (const double sign : {-1.0, 1.0}) {
    // The mean lies `margin` above its claimed value (sign 1), which counts for "equal" and "at most".
    if (side == (sign > 0 ? Side::at_least : Side::at_most)) continue;
    const std::string id = fmt::format("{}.margin_{}", stem, sign > 0 ? "above" : "below");
    cases.push_back({id, judge, law.name, Error::supported,
                     {claim_on(id, law, side, law.mean - sign * margin, margin, 3 * replicates)}});
  }
}

/// The truth is known to lie in an enclosure, of which it is one end: what a simulation or a quadrature returns.
void add_certified_truth(double width, std::vector<ErrorCase>& cases) {
  const Law law = coin(0.5);
  for (const double sign : {-1.0, 1.0}) {
    const Certified truth = sign < 0 ? Certified{law.mean - width, law.mean} : Certified{law.mean, law.mean + width};
    const std::string id = fmt::format("mean.equal.truth_{}", sign < 0 ? "from_below" : "from_above");
    cases.push_back({id, "mean of bounded records", law.name + fmt::format(", truth known to {:g}", width),
                     Error::refuted, {claim_on(id, law, Side::equal, truth, 0.1, 400)}});
  }
}

void add_variance(const std::string& name, const Law& law, std::vector<ErrorCase>& cases) {
  const double variance = law.deviation * law.deviation, margin = 0.3 * variance;
  const auto claim = [&](const std::string& id, double truth, std::uint64_t replicates) {
    return variance_equals<Probe>({.id = id,
                                   .statement = "the variance is the truth",
                                   .source = {},
                                   .design = {{truth}},
                                   .truth = [truth](const Probe&) { return Certified(truth); },
                                   .replicate = replicate_of(law),
                                   .range = [](const Probe&) { return Range{0, 1}; },
                                   .margin = Margin::absolute(margin),
                                   .replicates = replicates,
                                   .control = no_twin(id)});
  };
  const std::string stem = "variance." + name;
  cases.push_back({stem, "variance", law.name, Error::refuted, {claim(stem, variance, 300)}});
  for (const double sign : {-1.0, 1.0}) {
    const std::string id = fmt::format("{}.margin_{}", stem, sign > 0 ? "above" : "below");
    cases.push_back({id, "variance", law.name, Error::supported, {claim(id, variance - sign * margin, 600)}});
  }
}

}  // namespace

std::vector<ErrorCase> mean_cases() {
  std::vector<ErrorCase> cases;
  add_mean("coin_half", coin(0.5), Side::equal, 0.1, 300, cases);
  add_mean("coin_rare", coin(0.01), Side::equal, 0.01, 600, cases);
  add_mean("coin_often", coin(0.9), Side::equal, 0.05, 300, cases);
  add_mean("uniform", uniform(), Side::equal, 0.06, 300, cases);
  add_mean("line_w1", line_distance(3), Side::equal, 0.03, 300, cases);
  add_mean("line_w2_squared", squared_line_distance(4), Side::equal, 0.015, 300, cases);
  add_mean("gap_above", with_gap_above(coin(0.5), 0.2), Side::equal, 0.2, 300, cases);
  add_mean("gap_below", with_gap_below(coin(0.5), 0.2), Side::equal, 0.2, 300, cases);
  for (const Side side : {Side::at_most, Side::at_least}) {
    add_mean("coin_rare", coin(0.05), side, 0.03, 300, cases);
    add_mean("uniform", uniform(), side, 0.06, 300, cases);
    add_mean("line_w2_squared", squared_line_distance(4), side, 0.015, 300, cases);
  }
  add_certified_truth(0.2, cases);
  add_variance("uniform", uniform(), cases);
  add_variance("coin", coin(0.3), cases);
  return cases;
}

}  // namespace mongecarlo::calibration
