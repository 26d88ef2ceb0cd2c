#include <fmt/format.h>

#include <algorithm>

#include "command.hpp"
#include "driver/driver.hpp"
#include "driver/exit_code.hpp"
#include "driver/ranks.hpp"
#include "driver/run_checkpoint.hpp"
#include "driver/signals.hpp"
#include "driver/simulation_table.hpp"
#include "driver/terminal.hpp"
#include "mongecarlo/io/write_output.hpp"

namespace mongecarlo {
namespace {

constexpr std::string_view kOptions[] = {"preset", "seed",   "threads", "claim",   "set",   "config",
                                         "alpha",  "output", "quiet",   "verbose", "color", "time-limit",
                                         "checkpoint", "shard"};

CommandShape shape_of_run() {
  CommandShape shape{.program = "mongecarlo run",
                     .summary =
                         "Runs simulations one after another. With -o FOLDER the result of each goes to "
                         "FOLDER/<simulation>.json;\nwithout it the result of a single one goes to standard output.",
                     .options = some_run_options(kOptions),
                     .positional = "SIMULATION...",
                     .least = 1,
                     .most = 1000};
  shape.epilogue = "simulations (or 'all'):\n";
  for (const Simulation* simulation : simulation_table())
    shape.epilogue += fmt::format("  {:<28} {}\n", simulation->name, simulation->title);
  return shape;
}

std::vector<const Simulation*> chosen(const std::vector<std::string>& names) {
  if (names.size() == 1 && names[0] == "all") return {simulation_table().begin(), simulation_table().end()};
  std::vector<const Simulation*> simulations;
  for (const std::string& name : names) simulations.push_back(&find_simulation(name));
  return simulations;
}

/// The exit code of several runs: interrupted before refuted before inconclusive before as expected.
int worse(int one, int other) {
  const auto rank = [](int code) { return code == kInconclusive ? 1 : code == kRefuted ? 2 : code == 0 ? 0 : 3; };
  return rank(one) >= rank(other) ? one : other;
}

/// FOLDER/<simulation>.json, of a shard FOLDER/<simulation>.I-of-N.part.
std::string output_in(const std::string& folder, const Simulation& simulation, const RunSettings& settings) {
  return fmt::format("{}/{}{}", folder, simulation.name, settings.shard ? part_suffix(settings) : ".json");
}

int run_into_folder(const std::vector<const Simulation*>& simulations, const RunSettings& settings,
                    const std::vector<std::string>& arguments) {
  const bool is_guest = Ranks::of_process().is_guest();
  int code = 0;
  for (const Simulation* simulation : simulations) {
    RunSettings own = settings;
    own.output = output_in(settings.output, *simulation, settings);
    if (!settings.is_quiet && !is_guest) print_error(fmt::format("{}: {}\n", simulation->name, simulation->title));
    code = worse(code, run_and_write(*simulation, own, arguments));
    // The run itself may have ended just before the signal; the ones after it have not begun.
    if (caught_signal() != 0 && simulation != simulations.back()) return kSignalBase + caught_signal();
  }
  return code;
}

}  // namespace

int run_simulations(const std::vector<std::string>& arguments) {
  const CommandShape shape = shape_of_run();
  const Arguments given = parse_arguments(shape, arguments);
  if (is_help_shown(shape, given)) return 0;
  const RunSettings settings = run_settings(given);
  const auto simulations = chosen(given.positional);
  std::vector<std::string> echoed{"mongecarlo", "run"};
  echoed.insert(echoed.end(), arguments.begin(), arguments.end());
  if (settings.output == "-" && simulations.size() == 1) return run_and_write(*simulations[0], settings, echoed);
  if (settings.output == "-") throw UsageError("several simulations need -o FOLDER for their results");
  for (const Simulation* simulation : simulations)
    if (!Ranks::of_process().is_guest()) check_can_write(output_in(settings.output, *simulation, settings));
  return run_into_folder(simulations, settings, echoed);
}

}  // namespace mongecarlo
