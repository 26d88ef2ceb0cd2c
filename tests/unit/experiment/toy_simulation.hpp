#pragma once
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "mongecarlo/experiment/runner.hpp"
#include "mongecarlo/experiment/statement.hpp"

/// A simulation with known truths: uniform draws on [0, 1].
namespace toy {

struct Setting {
  double shift = 0;
  mongecarlo::CellParameters parameters() const { return {{"shift", shift}}; }
};

inline mongecarlo::Certified draw(const Setting& setting, const mongecarlo::Stream& stream) {
  mongecarlo::Stream draws = stream.purpose("draw");
  return setting.shift + draws.uniform();
}

inline mongecarlo::Certified biased_draw(const Setting& setting, const mongecarlo::Stream& stream) {
  mongecarlo::Stream draws = stream.purpose("draw");
  return setting.shift + 0.9 * draws.uniform();
}

inline mongecarlo::MeanStatement<Setting> mean_statement(std::uint64_t replicates) {
  return {.id = "uniform.mean",
          .statement = "the mean of a uniform draw is one half",
          .source = "elementary",
          .design = {{0.0}, {1.0}, {2.0}},
          .truth = [](const Setting& s) -> mongecarlo::Certified { return s.shift + 0.5; },
          .replicate = draw,
          .range =
              [](const Setting& s) {
                return mongecarlo::Range{s.shift, s.shift + 1};
              },
          .margin = mongecarlo::Margin::absolute(0.02),
          .replicates = replicates,
          .control = mongecarlo::Control<Setting>::wrong_procedure("draws shrunk by a tenth", biased_draw)};
}

/// A mean claim, a tail claim, an order claim, an identity and a misprint.
inline std::vector<mongecarlo::Claim> claims(std::uint64_t replicates) {
  using namespace mongecarlo;
  std::vector<Claim> result{mean_equals(mean_statement(replicates))};
  result.push_back(
      tail_below<Setting>({.id = "uniform.tail",
                           .statement = "P(X > 1 - delta) is at most delta",
                           .source = "elementary",
                           .design = {{0.0}},
                           .bound = [](const Setting&, double delta) { return 1.1 * (1 - delta); },
                           .replicate = draw,
                           .margin = 0.1,
                           .replicates = replicates,
                           .control = Control<Setting>::wrong_bound(
                               "too small a bound", [](const Setting&, double delta) { return 0.9 * (1 - delta); })}));
  result.push_back(holds_always<Setting>(
      {.id = "uniform.positive",
       .statement = "draws are positive",
       .source = "elementary",
       .design = {{0.0}},
       .replicate = draw,
       .replicates = replicates,
       .control = Control<Setting>::wrong_procedure(
           "draws less a tenth", [](const Setting& s, const Stream& r) { return draw(s, r) - Certified(0.1); })}));
  result.push_back(identity<Setting>(
      {.id = "shift.identity",
       .statement = "the shift is the shift",
       .source = "elementary",
       .design = {{0.25}},
       .truth = [](const Setting& s) -> Certified { return s.shift; },
       .replicate = [](const Setting& s, const Stream&) -> Certified { return s.shift; },
       .tolerance = 1e-12,
       .control = Control<Setting>::wrong_truth("twice", [](const Setting& s) -> Certified { return 2 * s.shift; })}));
  auto misprint = mean_statement(replicates);
  misprint.id = "uniform.mean.misprint";
  misprint.truth = [](const Setting& s) -> Certified { return s.shift + 0.6; };
  misprint.control = CorrectedBy{"uniform.mean"};
  result.push_back(mean_equals(misprint));
  return result;
}

inline mongecarlo::Simulation simulation() {
  return {.name = "toy",
          .title = "Uniform draws",
          .parameters = {{"replicates", "replicates a cell", 500, 5000, 50000, 1, 1e9}},
          .claims = [](const mongecarlo::Design& design) { return claims(design.count("replicates")); }};
}

/// What two equal runs must agree on, to the last bit.
inline std::string print(const mongecarlo::ArmOutcome& arm) {
  std::string text = std::string(to_string(arm.verdict)) + " binding " + std::to_string(arm.binding_cell) + "\n";
  for (const auto& cell : arm.cells) {
    const mongecarlo::Inference& i = cell.inference;
    char line[400];
    std::snprintf(line, sizeof line, "  %s R=%llu est=%a [%a,%a] res=%a share=%a gap=%a slack=%a\n",
                  to_string(i.verdict), static_cast<unsigned long long>(i.replicates), i.estimate.value_or(-1),
                  i.interval.value_or(std::pair{-1.0, -1.0}).first, i.interval.value_or(std::pair{-1.0, -1.0}).second,
                  i.resolution.value_or(-1), i.margin_share, i.solver_gap_share, i.slack.value_or(-1));
    text += line;
    for (const auto& flag : i.flags) text += "    flag " + flag + "\n";
    for (const auto& f : cell.failures)
      text += "    failure " + f.kind + " x" + std::to_string(f.count) + " at " + f.cell + " " +
              std::to_string(f.first_replicate) + "\n";
  }
  return text;
}

inline std::string print(const mongecarlo::SimulationOutcome& outcome) {
  std::string text = std::string(to_string(outcome.verdict())) + "\n";
  for (const auto& claim : outcome.claims) {
    text += claim.claim.id + " " + print(claim.arm);
    if (claim.false_twin) text += "  twin " + print(*claim.false_twin);
  }
  return text;
}

}  // namespace toy
