#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "driver/command_line.hpp"
#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo {

/// One command of the program: `mongecarlo <name> ...`. `arguments` are those after the name; the exit code is
/// returned.
struct Command {
  std::string_view name;
  std::string_view summary;
  int (*run)(const std::vector<std::string>& arguments);
};

int list_claims(const std::vector<std::string>& arguments);
int show_claim(const std::vector<std::string>& arguments);
int run_simulations(const std::vector<std::string>& arguments);
int solve_problem(const std::vector<std::string>& arguments);
int merge_parts(const std::vector<std::string>& arguments);
int replay_replicate(const std::vector<std::string>& arguments);
int calibrate_verdicts(const std::vector<std::string>& arguments);
int make_report(const std::vector<std::string>& arguments);

/// The options of run_options() that are named, in their order, and --help.
std::vector<OptionRow> some_run_options(std::span<const std::string_view> names);

/// Prints the help page of the command when it is asked for; then there is nothing else to do.
bool is_help_shown(const CommandShape& shape, const Arguments& given);

/// The simulation of this name; throws UsageError naming the nearest.
const Simulation& find_simulation(const std::string& name);

}  // namespace mongecarlo
