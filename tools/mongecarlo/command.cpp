#include "command.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "driver/exit_code.hpp"
#include "driver/run_settings.hpp"
#include "driver/simulation_table.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/io/write_output.hpp"

namespace mongecarlo {

std::vector<OptionRow> some_run_options(std::span<const std::string_view> names) {
  std::vector<OptionRow> rows;
  for (const OptionRow& row : run_options())
    if (row.name == "help" || std::find(names.begin(), names.end(), row.name) != names.end()) rows.push_back(row);
  return rows;
}

bool is_help_shown(const CommandShape& shape, const Arguments& given) {
  if (!given.has("help")) return false;
  write_output("-", help_page(shape));
  return true;
}

const Simulation& find_simulation(const std::string& name) {
  std::vector<std::string> names;
  for (const Simulation* simulation : simulation_table()) {
    if (simulation->name == name) return *simulation;
    names.emplace_back(simulation->name);
  }
  const std::string near = nearest_name(name, names);
  throw UsageError(fmt::format("there is no simulation {}{}", in_quotes(name),
                               near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
}

}  // namespace mongecarlo
