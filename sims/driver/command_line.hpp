#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace mongecarlo {

/// One option, as the help shows it.
struct OptionRow {
  std::string name = {};   ///< "seed" for --seed
  char letter = 0;         ///< 'q' for -q; 0: none
  std::string value = {};  ///< what the value is called in the help; empty: a flag
  std::string help = {};
  bool is_repeatable = false;
  bool has_twin = true;  ///< may come from the environment as MONGECARLO_<NAME>
};

/// What a command takes.
struct CommandShape {
  std::string program = {};  ///< as the user calls it: "mongecarlo solve"
  std::string summary = {};  ///< one sentence
  std::vector<OptionRow> options = {};
  std::string positional = {};  ///< what positional arguments are called; empty: none are taken
  std::size_t least = 0;        ///< fewest and
  std::size_t most = 0;         ///< most of them
  std::string epilogue = {};    ///< printed after the options
};

/// Options by name, each with its values in order of appearance (a flag has one empty string a time).
struct Arguments {
  std::map<std::string, std::vector<std::string>> options;
  std::vector<std::string> positional;

  bool has(const std::string& name) const { return options.count(name) > 0; }
  /// The value of an option that is given once, or `otherwise`.
  std::string value(const std::string& name, const std::string& otherwise) const;
};

/// Reads `--x=v`, `--x v`, `-x v`, flags, and `--` after which everything is positional. Values stay text. Throws
/// UsageError, naming the argument and the nearest name there is. With --help or --version nothing else is asked for.
Arguments parse_arguments(const CommandShape& shape, const std::vector<std::string>& arguments);

/// The help page: usage, options with their environment twins, epilogue.
std::string help_page(const CommandShape& shape);

/// MONGECARLO_TIME_LIMIT for "time-limit".
std::string twin_name(std::string_view option);

}  // namespace mongecarlo
