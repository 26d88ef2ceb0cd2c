#include "driver/command_line.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

#include "driver/exit_code.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo {
namespace {

std::string did_you_mean(const std::string& near) {
  return near.empty() ? std::string() : fmt::format("; did you mean '{}'?", near);
}

[[noreturn]] void unknown_option(const CommandShape& shape, const std::string& argument) {
  std::vector<std::string> names;
  for (const OptionRow& row : shape.options) names.push_back("--" + row.name);
  const std::string name = argument.substr(0, argument.find('='));
  throw UsageError(fmt::format("there is no option {}{}", in_quotes(name), did_you_mean(nearest_name(name, names))));
}

void check_positional(const CommandShape& shape, const std::vector<std::string>& positional) {
  if (positional.size() > shape.most)
    throw UsageError(fmt::format("argument {} is one too many", in_quotes(positional[shape.most])));
  if (positional.size() < shape.least) throw UsageError(fmt::format("argument {} is missing", shape.positional));
}

std::string flag_names(const OptionRow& row) {
  return row.letter ? fmt::format("-{},--{}", row.letter, row.name) : "--" + row.name;
}

void check_repeats(const CommandShape& shape, const Arguments& arguments) {
  for (const OptionRow& row : shape.options)
    if (!row.value.empty() && !row.is_repeatable && arguments.has(row.name) &&
        arguments.options.at(row.name).size() > 1)
      throw UsageError(fmt::format("--{} is given twice, as {} and {}", row.name, in_quotes(arguments.options.at(row.name)[0]),
                                   in_quotes(arguments.options.at(row.name)[1])));
}

/// CLI11 reads `--x= y` as `--x y` and `--quiet=false` as `--quiet`: both have to be seen before.
void check_values(const CommandShape& shape, const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--") return;
    for (const OptionRow& row : shape.options) {
      const std::string start = "--" + row.name + "=";
      if (argument == start) throw UsageError(fmt::format("--{} has an empty value", row.name));
      if (row.value.empty() && argument.starts_with(start))
        throw UsageError(fmt::format("--{} takes no value, but has {}", row.name, in_quotes(argument.substr(start.size()))));
    }
  }
}

/// Binds CLI11 to the table of options; values stay text, since its conversions depend on the locale.
class Parser {
 public:
  explicit Parser(const CommandShape& shape) : shape_(shape) {
    app_.set_help_flag();
    app_.allow_extras();
    for (const OptionRow& row : shape.options) add(row);
  }

  Arguments parse(std::vector<std::string> arguments) {
    const auto dashes = std::find(arguments.begin(), arguments.end(), "--");
    std::vector<std::string> after(dashes == arguments.end() ? dashes : dashes + 1, arguments.end());
    arguments.erase(dashes, arguments.end());
    read(arguments);
    Arguments result = collected();
    sort_extras(result);
    result.positional.insert(result.positional.end(), after.begin(), after.end());
    return result;
  }

 private:
  void add(const OptionRow& row) {
    if (row.value.empty())
      app_.add_flag(flag_names(row));
    else
      app_.add_option(flag_names(row), values_[row.name])
          ->expected(1)
          ->allow_extra_args(false)
          ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }

  void read(std::vector<std::string> arguments) {
    std::reverse(arguments.begin(), arguments.end());  // CLI11 takes them from the back
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::ArgumentMismatch& error) {
      const std::string text = error.what();
      throw UsageError(fmt::format("{} needs a value", text.substr(0, text.find(':'))));
    } catch (const CLI::ParseError& error) {
      throw UsageError(error.what());
    }
  }

  Arguments collected() const {
    Arguments result;
    for (const OptionRow& row : shape_.options) {
      const std::size_t count = app_.count("--" + row.name);
      if (count == 0) continue;
      result.options[row.name] = row.value.empty() ? std::vector<std::string>(count) : values_.at(row.name);
    }
    return result;
  }

  void sort_extras(Arguments& result) const {
    for (const std::string& extra : app_.remaining()) {
      if (extra.size() > 1 && extra[0] == '-') unknown_option(shape_, extra);
      result.positional.push_back(extra);
    }
  }

  const CommandShape& shape_;
  CLI::App app_;
  std::map<std::string, std::vector<std::string>> values_;
};

std::string help_line(const OptionRow& row) {
  std::string names = row.letter ? fmt::format("-{}, --{}", row.letter, row.name) : "    --" + row.name;
  if (!row.value.empty()) names += " " + row.value;
  return fmt::format("  {:<26} {}{}\n", names, row.help, row.is_repeatable ? " (repeatable)" : "");
}

}  // namespace

std::string Arguments::value(const std::string& name, const std::string& otherwise) const {
  const auto found = options.find(name);
  return found == options.end() ? otherwise : found->second.front();
}

Arguments parse_arguments(const CommandShape& shape, const std::vector<std::string>& arguments) {
  check_values(shape, arguments);
  Arguments result = Parser(shape).parse(arguments);
  if (result.has("help") || result.has("version")) return result;
  check_repeats(shape, result);
  check_positional(shape, result.positional);
  return result;
}

std::string help_page(const CommandShape& shape) {
  std::string page = fmt::format("usage: {} [options]{}{}\n\n{}\n\noptions:\n", shape.program,
                                 shape.positional.empty() ? "" : " ", shape.positional, shape.summary);
  for (const OptionRow& row : shape.options) page += help_line(row);
  page +=
      "\nEvery option but --help, --version, --list and --schema can come from the environment: MONGECARLO_SEED=7 is\n"
      "--seed 7. The command line wins over the environment, and that over the file of --config. MONGECARLO_SIMD=avx512,\n"
      "avx2 or baseline chooses the vector instructions; the numbers are the same with all of them.\n";
  if (!shape.epilogue.empty()) page += "\n" + shape.epilogue;
  return page;
}

std::string twin_name(std::string_view option) {
  std::string name = "MONGECARLO_";
  for (char letter : option)
    name += letter == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
  return name;
}

}  // namespace mongecarlo
