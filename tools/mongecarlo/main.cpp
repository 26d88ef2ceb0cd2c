#include <fmt/format.h>

#include <array>

#include "command.hpp"
#include "driver/build_info.hpp"
#include "driver/exit_code.hpp"
#include "driver/guarded_main.hpp"
#include "driver/ranks.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/io/write_output.hpp"

namespace mongecarlo {
namespace {

constexpr std::array<Command, 8> kCommands{{
    {"list", "every claim of every simulation", list_claims},
    {"show", "one claim: statement, source, design, and the command that reproduces it", show_claim},
    {"run", "run simulations", run_simulations},
    {"solve", "solve one transport problem", solve_problem},
    {"merge", "one result of the parts of a run", merge_parts},
    {"replay", "run one replicate alone", replay_replicate},
    {"calibrate", "count the errors of the verdicts on true claims, over many seeds", calibrate_verdicts},
    {"report", "make the page of verdicts from results", make_report},
}};

std::string help_text() {
  std::string text =
      "usage: mongecarlo COMMAND [options]\n\nPuts the theorems of optimal transport statistics to the "
      "test.\n\ncommands:\n";
  for (const Command& command : kCommands) text += fmt::format("  {:<9} {}\n", command.name, command.summary);
  return text +
         "\noptions:\n  -h, --help     print this page and exit\n      --version  print the version and exit\n\n"
         "'mongecarlo COMMAND --help' tells more. The simulations are programs of their own too.\n";
}

const Command& find_command(const std::string& name) {
  std::vector<std::string> names;
  for (const Command& command : kCommands) {
    if (command.name == name) return command;
    names.emplace_back(command.name);
  }
  if (!name.empty() && name[0] == '-') names = {"--help", "--version"};
  const std::string near = nearest_name(name, names);
  throw UsageError(fmt::format("there is no {} {}{}", name[0] == '-' ? "option" : "command", in_quotes(name),
                               near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
}

int run_command(const std::vector<std::string>& arguments) {
  if (arguments.empty()) throw UsageError("a command is missing");
  if (arguments[0] == "-h" || arguments[0] == "--help") return write_output("-", help_text()), 0;
  if (arguments[0] == "--version")
    return write_output("-", fmt::format("mongecarlo (Monge Carlo) {}\n", build_info().version)), 0;
  const Command& command = find_command(arguments[0]);
  // Ranks share the work of runs alone; anything else rank 0 does by itself.
  if (command.run != run_simulations && Ranks::of_process().is_guest()) return 0;
  return command.run({arguments.begin() + 1, arguments.end()});
}

}  // namespace
}  // namespace mongecarlo

int main(int argc, char** argv) {
  using namespace mongecarlo;
  return guarded_main("mongecarlo", [&] { return run_command({argv + 1, argv + argc}); });
}
