#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "command.hpp"
#include "driver/driver.hpp"
#include "driver/exit_code.hpp"
#include "mongecarlo/experiment/runner.hpp"
#include "mongecarlo/io/json_text.hpp"
#include "mongecarlo/io/parse_number.hpp"
#include "mongecarlo/io/write_output.hpp"

namespace mongecarlo {
namespace {

using Json = nlohmann::ordered_json;

struct Coordinates {
  std::string claim;
  std::uint64_t cell = 0, replicate = 0;
  bool is_of_twin = false;
};

CommandShape shape_of_replay() {
  constexpr std::string_view kOptions[] = {"preset", "seed", "claim", "set", "config"};
  CommandShape shape{
      .program = "mongecarlo replay",
      .summary = "Runs one replicate alone: the same numbers as in the run of that seed, preset and design.",
      .options = some_run_options(kOptions),
      .positional = "SIMULATION",
      .least = 1,
      .most = 1};
  for (OptionRow& row : shape.options)
    if (row.name == "claim") row.is_repeatable = false, row.help = "the claim of the replicate";
  shape.options.push_back({.name = "cell", .value = "K", .help = "number of the cell, from 0", .has_twin = false});
  shape.options.push_back({.name = "replicate", .value = "R", .help = "number of the replicate", .has_twin = false});
  shape.options.push_back({.name = "twin", .help = "of the false twin", .has_twin = false});
  return shape;
}

std::uint64_t needed_count(const Arguments& given, const std::string& name) {
  if (!given.has(name)) throw UsageError(fmt::format("--{} is missing", name));
  const std::string text = given.value(name, "");
  const auto value = parse_unsigned(text);
  if (!value) throw UsageError(fmt::format("--{}={}: must be an integer >= 0", name, text));
  return *value;
}

Coordinates coordinates(const Arguments& given, const RunSettings& settings, const std::vector<Claim>& claims) {
  if (settings.claims.size() != 1) throw UsageError("--claim is missing: one claim has to be named");
  check_claim_ids(claims, settings.claims);
  const Coordinates at{settings.claims[0].text, needed_count(given, "cell"), needed_count(given, "replicate"),
                       given.has("twin")};
  const Claim& claim = *std::find_if(claims.begin(), claims.end(), [&](const Claim& c) { return c.id == at.claim; });
  if (at.is_of_twin && !claim.false_twin) throw UsageError(fmt::format("--twin: claim {} has no false twin", at.claim));
  const std::size_t cells = (at.is_of_twin ? *claim.false_twin : claim.arm).cells.size();
  if (at.cell >= cells)
    throw UsageError(fmt::format("--cell={}: claim {} has cells 0 to {}", at.cell, at.claim, cells - 1));
  return at;
}

}  // namespace

int replay_replicate(const std::vector<std::string>& arguments) {
  const CommandShape shape = shape_of_replay();
  const Arguments given = parse_arguments(shape, arguments);
  if (is_help_shown(shape, given)) return 0;
  const RunSettings settings = run_settings(given);
  const Simulation& simulation = find_simulation(given.positional[0]);
  const Design design = design_of(simulation, settings);
  const Coordinates at = coordinates(given, settings, simulation.claims(design));
  Json json{{"simulation", simulation.name},
            {"preset", to_string(settings.preset)},
            {"seed", std::to_string(settings.seed)},
            {"claim", at.claim},
            {"false_twin", at.is_of_twin},
            {"cell", at.cell},
            {"replicate", std::to_string(at.replicate)}};
  try {
    const Certified record = replay(simulation, design, settings.seed, at.claim, at.cell, at.replicate, at.is_of_twin);
    json["record"] = {record.lower, record.upper};
    json["termination"] = to_string(record.termination);
  } catch (const std::domain_error& error) {
    json["failure"] = error.what();  // what a run counts as a failed replicate
  }
  write_output("-", json_text(json));
  return 0;
}

}  // namespace mongecarlo
