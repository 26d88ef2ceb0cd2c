#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "command.hpp"
#include "driver/driver.hpp"
#include "driver/run_identity.hpp"
#include "driver/simulation_table.hpp"
#include "driver/terminal.hpp"
#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/io/json_file.hpp"
#include "mongecarlo/io/json_node.hpp"
#include "mongecarlo/io/merged_parts.hpp"
#include "mongecarlo/io/parse_number.hpp"

namespace mongecarlo {
namespace {

constexpr std::string_view kOptions[] = {"threads", "claim",   "alpha", "output",
                                         "quiet",   "verbose", "color", "time-limit"};

CommandShape shape_of_merge() {
  return {
      .program = "mongecarlo merge",
      .summary = "Makes one result of parts: shards and checkpoints of one run. It is that of the run in one piece.",
      .options = some_run_options(kOptions),
      .positional = "PART...",
      .least = 1,
      .most = 1000000,
      .epilogue =
          "What no part has is sampled, and standard error says how much that was.\n"
          "exit codes: those of the run; 65 for a file that is no part, is broken or is of another run.\n"};
}

Preset preset_of(const JsonNode& node) {
  for (const Preset preset : {Preset::smoke, Preset::quick, Preset::full})
    if (node.text() == to_string(preset)) return preset;
  node.refuse("is no preset");
}

const Simulation& simulation_of(const JsonNode& node) {
  for (const Simulation* simulation : simulation_table())
    if (simulation->name == node.text()) return *simulation;
  node.refuse(fmt::format("is {}, which is no simulation of this program", in_quotes(node.text())));
}

/// Every value as if --set had given it.
void add_parameters(const nlohmann::json& values, const std::string& place, RunSettings& settings) {
  if (!values.is_object()) throw DataError(place, "must be an object");
  for (const auto& [name, value] : values.items()) {
    const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
    if (!text.empty()) settings.parameters[name] = {text, fmt::format("{}/{}", place, shortened(name)), true};
  }
}

/// The preset, seed and design of a part, and what the command line says of the rest.
RunSettings settings_of_part(const nlohmann::json& identity, const std::string& file, RunSettings settings) {
  const JsonNode root(identity, file);
  settings.preset = preset_of(root.at("preset"));
  const auto seed = parse_unsigned(root.at("seed").text());
  if (!seed) root.at("seed").refuse("is no seed");
  settings.seed = *seed;
  settings.is_seed_drawn = false;
  settings.checkpoint.clear();
  settings.shard.reset();
  settings.parameters.clear();
  for (const char* key : {"parameters", "texts"}) {
    root.at(key);
    add_parameters(identity[key], fmt::format("{}: /{}", file, key), settings);
  }
  return settings;
}

std::vector<PartReader> readers_of(const std::vector<std::string>& files) {
  std::vector<PartReader> readers;
  for (const std::string& file : files) readers.emplace_back(bytes_of_file(file), file);
  return readers;
}

std::uint64_t count_blocks(std::span<const std::uint64_t> horizons) {
  std::uint64_t blocks = 0;
  for (const std::uint64_t horizon : horizons) blocks += BlockLayout(horizon).blocks();
  return blocks;
}

void tell_missing(const MergedParts& parts, const RunSettings& settings) {
  if (settings.is_quiet) return;
  if (parts.missing() > 0)
    print_error(fmt::format("merge: {} blocks were in no part and have been sampled\n", parts.missing()));
}

void tell_found(const MergedParts& parts, std::span<const std::uint64_t> horizons, const RunSettings& settings) {
  if (settings.is_quiet) return;
  print_error(fmt::format("merge: the parts have {} blocks (of {} at most)\n", parts.size(), count_blocks(horizons)));
  for (const std::string& name : parts.torn())
    print_error(fmt::format("merge: {} ends within a block, which is left out\n", name));
}

}  // namespace

int merge_parts(const std::vector<std::string>& arguments) {
  const CommandShape shape = shape_of_merge();
  const Arguments given = parse_arguments(shape, arguments);
  if (is_help_shown(shape, given)) return 0;
  std::vector<PartReader> readers = readers_of(given.positional);
  const std::string file = readers.front().name();
  const nlohmann::json identity = parse_json(readers.front().identity(), file);
  const Simulation& simulation = simulation_of(JsonNode(identity, file).at("simulation"));
  const RunSettings settings = settings_of_part(identity, file, run_settings(given));
  const Design design = design_of(simulation, settings);
  const RunIdentity run = run_identity(simulation, design, settings.seed);
  MergedParts parts(std::move(readers), run.text, run.horizons);
  tell_found(parts, run.horizons, settings);
  std::vector<std::string> echoed{"mongecarlo", "merge"};
  echoed.insert(echoed.end(), arguments.begin(), arguments.end());
  const int code = run_and_write_from(parts, simulation, settings, echoed);
  tell_missing(parts, settings);
  return code;
}

}  // namespace mongecarlo
