#include <fmt/format.h>

#include "command.hpp"
#include "driver/driver.hpp"
#include "driver/exit_code.hpp"
#include "driver/simulation_table.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/io/write_output.hpp"

namespace mongecarlo {
namespace {

struct Found {
  const Simulation* simulation;
  Claim claim;
};

// A judge that has seen nothing still knows what it asks.
std::string question_text(const Inference& question) {
  std::string text;
  if (question.truth) text += fmt::format("; truth {:.6g}", question.truth->midpoint());
  return text + fmt::format("; margin {:.4g}", question.margin);
}

std::string arm_text(const Arm& arm, const ErrorBudget& budget) {
  std::string text;
  for (std::size_t k = 0; k < arm.cells.size(); ++k) {
    const Cell& cell = arm.cells[k];
    text += fmt::format("    cell {}:", k);
    for (const auto& [name, value] : cell.parameters) text += fmt::format(" {}={:.6g}", name, value);
    if (!arm.joint) text += question_text(cell.make_judge(budget, cell.replicates)->conclude());
    text += fmt::format("; at most {} replicates\n", cell.replicates);
  }
  if (arm.joint)
    text += fmt::format("    judged together{}\n", question_text(arm.joint(std::vector<Inference>(arm.cells.size()))));
  return text;
}

std::string claim_text(const Found& found, const RunSettings& settings) {
  const Claim& claim = found.claim;
  const ErrorBudget budget{settings.alpha, settings.alpha};
  std::string text = fmt::format("{} ({}, expected to be {})\n  {}\n  source: {}\n", claim.id, to_string(claim.kind),
                                 to_string(claim.expected()), claim.arm.statement, claim.source);
  if (!claim.corrected_by.empty()) text += fmt::format("  corrected by: {}\n", claim.corrected_by);
  text += fmt::format("  design (preset {}):\n{}", to_string(settings.preset), arm_text(claim.arm, budget));
  if (claim.false_twin)
    text += fmt::format("  false twin, which must be refuted: {}\n{}", claim.false_twin->statement,
                        arm_text(*claim.false_twin, budget));
  return text + fmt::format("  reproduce: build/bin/{} --preset {} --claim {}\n", found.simulation->name,
                            to_string(settings.preset), claim.id);
}

std::vector<Found> all_claims(const RunSettings& settings) {
  std::vector<Found> all;
  for (const Simulation* simulation : simulation_table())
    for (Claim& claim : simulation->claims(design_of(*simulation, settings)))
      all.push_back({simulation, std::move(claim)});
  return all;
}

[[noreturn]] void unknown_claim(const std::string& id, const std::vector<Found>& all) {
  std::vector<std::string> ids;
  for (const Found& found : all) ids.push_back(found.claim.id);
  const std::string near = nearest_name(id, ids);
  throw UsageError(
      fmt::format("there is no claim {}{}", in_quotes(id), near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
}

}  // namespace

int show_claim(const std::vector<std::string>& arguments) {
  constexpr std::string_view kOptions[] = {"preset", "alpha"};
  const CommandShape shape{.program = "mongecarlo show",
                           .summary = "Shows one claim: statement, source, design, margins, and how to reproduce it.",
                           .options = some_run_options(kOptions),
                           .positional = "CLAIM",
                           .least = 1,
                           .most = 1};
  const Arguments given = parse_arguments(shape, arguments);
  if (is_help_shown(shape, given)) return 0;
  const RunSettings settings = run_settings(given);
  const std::vector<Found> all = all_claims(settings);
  std::string text;
  for (const Found& found : all)
    if (found.claim.id == given.positional[0]) text += claim_text(found, settings);
  if (text.empty()) unknown_claim(given.positional[0], all);
  write_output("-", text);
  return 0;
}

}  // namespace mongecarlo
