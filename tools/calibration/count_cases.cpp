#include <cmath>

#include "calibration/error_case.hpp"
#include "mongecarlo/experiment/statement.hpp"

namespace mongecarlo::calibration {
namespace {

using Error = ErrorCase::Error;

double log_bound(double delta) { return std::log(1 / delta); }

ErrorCase tail(const std::string& id, const Law& law, Error error, double margin, std::vector<double> levels,
               std::uint64_t replicates, std::uint64_t more_seeds = 1) {
  const Claim claim = tail_below<Probe>({.id = id,
                                         .statement = "P(X > log(1/delta)) <= delta",
                                         .source = {},
                                         .design = {{margin}},
                                         .bound = [](const Probe&, double delta) { return log_bound(delta); },
                                         .replicate = replicate_of(law),
                                         .margin = margin,
                                         .replicates = replicates,
                                         .control = no_twin(id),
                                         .levels = std::move(levels)});
  return {id, "tail bound at every level", law.name, error, {claim}, true, more_seeds};
}

/// Beyond bound(u) with this probability, else 0: P(X > bound(delta)) is that for every delta >= u.
Law jump(double u, double share) {
  const double far = log_bound(u) + 1e-9;
  return {"beyond the bound of one level, or 0", share * far, 0, 0, far,
          [=](Stream& s) -> Certified { return s.uniform() < share ? far : 0.0; }};
}

ErrorCase always(const std::string& id, const Law& law, Error error, double margin, std::uint64_t replicates) {
  const Claim claim = holds_always<Probe>({.id = id,
                                           .statement = "X >= 0",
                                           .source = {},
                                           .design = {{margin}},
                                           .replicate = replicate_of(law),
                                           .replicates = replicates,
                                           .control = no_twin(id),
                                           .margin = margin});
  return {id, "what must never happen", law.name, error, {claim}, true, error == Error::supported ? kSharp : 1};
}

Law slack(double p) {
  return {"-1 with the probability of the margin, else 1", 1 - 2 * p, 0, -1, 1,
          [p](Stream& s) -> Certified { return s.uniform() < p ? -1.0 : 1.0; }};
}

Law touching() {
  const Law zero{"0", 0, 0, 0, 0, [](Stream&) -> Certified { return 0.0; }};
  return with_gap_below(zero, 0.1);
}

}  // namespace

std::vector<ErrorCase> count_cases() {
  return {
      tail("tail.exponential", exponential(), Error::refuted, 0.1, {0.2, 0.1}, 400),
      tail("tail.exponential_gap", with_gap_above(exponential(), 0.5), Error::refuted, 0.1, {0.2, 0.1}, 400),
      tail("tail.one_level", jump(0.1, 0.1), Error::refuted, 0.1, {0.2, 0.1}, 400),
      tail("tail.beyond_margin", jump(0.5, 0.5501), Error::supported, 0.05, {0.9}, 620),
      tail("tail.beyond_level", jump(0.1, 0.1001), Error::supported, 0.3, {0.1}, 200, kSharp),
      always("always.touching", touching(), Error::refuted, 0.05, 60),
      always("always.rare", slack(0.05), Error::supported, 0.05, 59),
      always("always.too_few_draws", slack(0.05), Error::supported, 0.05, 30),
      always("always.rarer", slack(0.01), Error::supported, 0.01, 299),
  };
}

}  // namespace mongecarlo::calibration
