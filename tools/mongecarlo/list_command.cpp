#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "command.hpp"
#include "driver/driver.hpp"
#include "driver/simulation_table.hpp"
#include "mongecarlo/io/json_text.hpp"
#include "mongecarlo/io/write_output.hpp"

namespace mongecarlo {
namespace {

using Json = nlohmann::ordered_json;

Json claim_json(const Simulation& simulation, const Claim& claim) {
  Json json{{"simulation", simulation.name},           {"id", claim.id},         {"kind", to_string(claim.kind)},
            {"expected", to_string(claim.expected())}, {"source", claim.source}, {"statement", claim.arm.statement}};
  if (claim.false_twin) json["false_twin"] = claim.false_twin->statement;
  if (!claim.corrected_by.empty()) json["corrected_by"] = claim.corrected_by;
  return json;
}

std::string all_as_json(const RunSettings& settings) {
  Json list = Json::array();
  for (const Simulation* simulation : simulation_table())
    for (const Claim& claim : simulation->claims(design_of(*simulation, settings)))
      list.push_back(claim_json(*simulation, claim));
  return json_text(list);
}

std::string all_as_text(const RunSettings& settings) {
  std::string text;
  for (const Simulation* simulation : simulation_table()) {
    text += fmt::format("{}{}: {}\n", text.empty() ? "" : "\n", simulation->name, simulation->title);
    text += claim_list(simulation->claims(design_of(*simulation, settings)));
  }
  return text;
}

}  // namespace

int list_claims(const std::vector<std::string>& arguments) {
  constexpr std::string_view kOptions[] = {"preset"};
  CommandShape shape{.program = "mongecarlo list",
                     .summary = "Lists every claim: id, kind, expected verdict, statement and source.",
                     .options = some_run_options(kOptions)};
  shape.options.push_back({.name = "json", .help = "as a JSON list", .has_twin = false});
  const Arguments given = parse_arguments(shape, arguments);
  if (is_help_shown(shape, given)) return 0;
  const RunSettings settings = run_settings(given);
  write_output("-", given.has("json") ? all_as_json(settings) : all_as_text(settings));
  return 0;
}

}  // namespace mongecarlo
