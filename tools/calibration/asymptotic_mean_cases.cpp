#include <fmt/format.h>

#include <cmath>

#include "calibration/error_case.hpp"
#include "mongecarlo/experiment/statement.hpp"

namespace mongecarlo::calibration {
namespace {

using Error = ErrorCase::Error;

constexpr std::uint64_t kRecords = 5000;

ErrorCase at(const std::string& name, const Law& law, bool is_one_sided, double off, double margin) {
  const std::string id = fmt::format("asymptotic_mean.{}.{}{}", is_one_sided ? "at_most" : "equal", name,
                                     off == 0 ? "" : ".margin_above");
  MeanStatement<Probe> statement{.id = id,
                                 .statement = "the mean is the truth",
                                 .source = {},
                                 .design = {{law.mean}},
                                 .truth = [truth = law.mean - off](const Probe&) { return Certified(truth); },
                                 .replicate = replicate_of(law),
                                 .range = unbounded,
                                 .margin = Margin::absolute(margin),
                                 .replicates = kRecords,
                                 .control = no_twin(id)};
  const auto claim = is_one_sided ? mean_below<Probe> : mean_equals<Probe>;
  return {id,      "mean by the central limit theorem", law.name, off == 0 ? Error::refuted : Error::supported,
          {claim(std::move(statement))}, false,
          off == 0 ? kSharpAndDear : 1};
}

}  // namespace

// At the margin of a mean that is off by it: four standard errors, where support is possible.
std::vector<ErrorCase> asymptotic_mean_cases() {
  const double margin = 4 / std::sqrt(static_cast<double>(kRecords));
  return {at("normal", normal(), false, 0, margin), at("exponential", exponential(), false, 0, margin),
          at("exponential", exponential(), true, 0, margin), at("normal", normal(), false, margin, margin),
          at("exponential", exponential(), true, margin, margin)};
}

}  // namespace mongecarlo::calibration
