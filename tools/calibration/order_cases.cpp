#include <fmt/format.h>

#include <algorithm>

#include "calibration/error_case.hpp"
#include "mongecarlo/experiment/asymptotic_statement.hpp"
#include "mongecarlo/experiment/median_statement.hpp"

namespace mongecarlo::calibration {
namespace {

using Error = ErrorCase::Error;
using Side = MeanQuestion::Side;

ErrorCase median(const std::string& name, const Law& law, Side side, double off, std::uint64_t replicates) {
  const std::string id = fmt::format("median.{}.{}.{}{}", side == Side::equal ? "equal" : "at_least", name, replicates,
                                     off == 0 ? "" : ".margin_below");
  MedianStatement<Probe> statement{.id = id,
                                   .statement = "the median is the truth",
                                   .source = {},
                                   .design = {{off}},
                                   .truth = [off](const Probe&) { return Certified(off); },
                                   .replicate = replicate_of(law),
                                   .margin = 0.2,
                                   .replicates = replicates,
                                   .control = no_twin(id)};
  const auto claim = side == Side::equal ? median_equals<Probe> : median_above<Probe>;
  return {id,
          "median",
          law.name,
          off == 0 ? Error::refuted : Error::supported,
          {claim(std::move(statement))},
          true,
          kSharp};
}

/// Around its median 0, with slopes that let both sides be supported.
Law even() {
  return {"uniform on [-1/2, 1/2]", 0, 0, -0.5, 0.5, [](Stream& s) -> Certified { return s.uniform() - 0.5; }};
}

double unit_cdf(double x) { return std::clamp(x, 0.0, 1.0); }

/// The uniform law moved by d: sup |F - G| = d against the uniform law, met all along [d, 1].
Law moved(double d) {
  return {fmt::format("uniform, moved by {:g}", d), 0.5 + d, 0, d, 1 + d,
          [d](Stream& s) -> Certified { return s.uniform() + d; }};
}

ErrorCase law_at_tolerance(const std::string& id, Error error, double distance, double tolerance,
                           std::uint64_t replicates) {
  const Claim claim = law_tends_to<Probe>({.id = id,
                                           .statement = "the law is within the tolerance of the uniform law",
                                           .source = {},
                                           .design = {{distance}},
                                           .law = {[](const Probe&, double x) { return unit_cdf(x); }},
                                           .replicate = replicate_of(moved(distance)),
                                           .tolerance = [tolerance](const Probe&) { return tolerance; },
                                           .replicates = replicates,
                                           .control = no_twin(id)});
  return {id, "limit law", moved(distance).name, error, {claim}, true, distance == 0 ? kSharp : 1};
}

/// Two n at the same distance: nearer at the second is false, but only just.
ErrorCase no_approach(const std::string& id, Error error) {
  const Claim claim = law_approaches<Probe>({.id = id,
                                             .statement = "the law is nearer at the last n",
                                             .source = {},
                                             .design = {{100}, {400}},
                                             .law = {[](const Probe&, double x) { return unit_cdf(x); }},
                                             .replicate = replicate_of(moved(0.1)),
                                             .tolerance = [](const Probe&) { return 0.5; },
                                             .replicates = std::uint64_t{400},
                                             .control = no_twin(id),
                                             .n = [](const Probe& probe) { return probe.value; }});
  return {id, "approach to a limit law", moved(0.1).name + " at both n", error, {claim}};
}

}  // namespace

std::vector<ErrorCase> order_cases() {
  std::vector<ErrorCase> cases;
  for (const std::uint64_t replicates : {12, 40, 200})
    for (const double off : {0.0, 0.2}) {
      cases.push_back(median("lopsided", lopsided(), Side::equal, off, replicates));
      cases.push_back(median("lopsided", lopsided(), Side::at_least, off, replicates));
    }
  cases.push_back(median("even", even(), Side::equal, 0.2, 40));
  cases.push_back(median("atom", atom_at_median(), Side::at_least, 0, 40));
  cases.push_back(median("gap", with_gap_below(lopsided(), 0.1), Side::equal, 0, 40));
  // The law itself, with next to no tolerance: where the band is as wide as it has to be.
  cases.push_back(law_at_tolerance("law.itself", Error::refuted, 0, 1e-9, 400));
  cases.push_back(law_at_tolerance("law.beyond", Error::refuted, 0.1, 0.1, 400));
  cases.push_back(law_at_tolerance("law.within", Error::supported, 0.1, 0.1, 400));
  cases.push_back(no_approach("approach.refuted", Error::refuted));
  cases.push_back(no_approach("approach.supported", Error::supported));
  return cases;
}

}  // namespace mongecarlo::calibration
