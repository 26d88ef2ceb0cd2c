#include "driver/run_settings.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <utility>

#include "driver/exit_code.hpp"
#include "driver/ranks.hpp"
#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/io/parse_number.hpp"

namespace mongecarlo {
namespace {

constexpr int kMostThreads = 1024;
constexpr std::uint64_t kMostShards = 1000000;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  for (std::size_t at = text.find(separator); at != std::string::npos; at = text.find(separator, start)) {
    parts.push_back(text.substr(start, at - start));
    start = at + 1;
  }
  parts.push_back(text.substr(start));
  return parts;
}

/// The environment twin of one option; a repeatable one holds several values between commas.
void add_twin(GivenValues& given, const OptionRow& row, std::map<std::string, std::string>& read) {
  const std::string name = twin_name(row.name);
  const char* value = std::getenv(name.c_str());
  if (!value || !*value) return;
  read[name] = value;
  const auto texts = row.is_repeatable ? split(value, ',') : std::vector<std::string>{value};
  for (const std::string& text : texts) given[row.name].push_back({text, name});
}

GivenValues from_environment(std::map<std::string, std::string>& read) {
  GivenValues given;
  for (const OptionRow& row : run_options())
    if (row.has_twin) add_twin(given, row, read);
  return given;
}

GivenValues from_command_line(const Arguments& arguments) {
  GivenValues given;
  for (const auto& [name, values] : arguments.options)
    for (const std::string& value : values) given[name].push_back({value, "--" + name});
  return given;
}

/// Lays `over` over `under`: what is given above hides what is given below, but --set adds up (later ones win).
void lay_over(GivenValues& under, const GivenValues& over) {
  for (const auto& [name, values] : over) {
    auto& kept = under[name];
    if (name != "set") kept.clear();
    kept.insert(kept.end(), values.begin(), values.end());
  }
}

const GivenValue* find_value(const GivenValues& given, const std::string& name) {
  const auto found = given.find(name);
  return found == given.end() || found->second.empty() ? nullptr : &found->second.front();
}

/// The choice called `given.text`, or an error naming the nearest.
template <class Choice>
Choice choice_of(const GivenValue& given, const std::vector<std::pair<std::string, Choice>>& choices) {
  std::vector<std::string> names;
  for (const auto& [name, choice] : choices) {
    if (name == given.text) return choice;
    names.push_back(name);
  }
  const std::string near = nearest_name(given.text, names);
  refuse(given, near.empty() ? fmt::format("must be one of {}", fmt::join(names, ", "))
                             : fmt::format("must be one of {}; did you mean '{}'?", fmt::join(names, ", "), near));
}

std::uint64_t drawn_seed() {
  std::uint64_t seed = 0;
  if (::getentropy(&seed, sizeof seed) != 0) throw std::runtime_error("the system has no entropy for --seed random");
  return seed;
}

void read_seed(const GivenValue& given, RunSettings& settings) {
  settings.is_seed_drawn = given.text == "random";
  const auto seed = settings.is_seed_drawn ? drawn_seed() : parse_unsigned(given.text);
  if (!seed) refuse(given, "must be an integer from 0 to 18446744073709551615, or 'random'");
  settings.seed = *seed;
}

int threads_of(const GivenValue& given) {
  const auto threads = parse_unsigned(given.text);
  if (!threads || *threads > kMostThreads)
    refuse(given, fmt::format("must be an integer from 0 (all cores) to {}", kMostThreads));
  return static_cast<int>(*threads);
}

double alpha_of(const GivenValue& given) {
  const auto alpha = parse_number(given.text);
  if (!alpha || !(*alpha > 0 && *alpha < 0.5)) refuse(given, "must be a number in (0, 0.5)");
  return *alpha;
}

double seconds_of(const GivenValue& given) {
  const auto seconds = parse_number(given.text);
  if (!seconds || !std::isfinite(*seconds) || *seconds <= 0) refuse(given, "must be a number of seconds > 0");
  return *seconds;
}

Shard shard_of(const GivenValue& given) {
  const std::size_t slash = given.text.find('/');
  const auto index = parse_unsigned(given.text.substr(0, slash));
  const auto count = slash == std::string::npos ? std::nullopt : parse_unsigned(given.text.substr(slash + 1));
  if (!index || !count || *index < 1 || *index > *count || *count > kMostShards)
    refuse(given, fmt::format("must be I/N with 1 <= I <= N <= {}", kMostShards));
  return {*index, *count};
}

/// A flag is on when it is given; its environment twin and the file say so in words.
bool flag_of(const GivenValue& given) {
  if (given.text.empty()) return true;
  return choice_of<bool>(given,
                         {{"1", true}, {"true", true}, {"yes", true}, {"0", false}, {"false", false}, {"no", false}});
}

void read_parameter(const GivenValue& given, RunSettings& settings) {
  const std::size_t equals = given.text.find('=');
  if (equals == std::string::npos || equals == 0) refuse(given, "must be name=value");
  const std::string text = given.text.substr(equals + 1);
  const auto number = parse_number(text);
  if (number && !std::isfinite(*number)) refuse(given, "must be name=value with a finite number or a text");
  settings.parameters[given.text.substr(0, equals)] = {text, given.origin, given.is_from_file};
}

void read_run(const GivenValues& given, RunSettings& settings) {
  if (const auto* value = find_value(given, "preset"))
    settings.preset =
        choice_of<Preset>(*value, {{"smoke", Preset::smoke}, {"quick", Preset::quick}, {"full", Preset::full}});
  if (const auto* value = find_value(given, "seed")) read_seed(*value, settings);
  if (const auto* value = find_value(given, "threads")) settings.threads = threads_of(*value);
  if (const auto* value = find_value(given, "alpha")) settings.alpha = alpha_of(*value);
  if (const auto* value = find_value(given, "time-limit")) settings.time_limit_seconds = seconds_of(*value);
}

void read_parts(const GivenValues& given, RunSettings& settings) {
  if (const auto* value = find_value(given, "checkpoint")) {
    if (value->text.empty()) refuse(*value, "must name a folder");
    settings.checkpoint = value->text;
  }
  if (const auto* value = find_value(given, "shard")) settings.shard = shard_of(*value);
}

void read_form(const GivenValues& given, RunSettings& settings) {
  if (const auto* value = find_value(given, "output")) {
    if (value->text.empty()) refuse(*value, "must name a file, or be - for standard output");
    settings.output = value->text;
  }
  if (const auto* value = find_value(given, "quiet")) settings.is_quiet = flag_of(*value);
  if (const auto* value = find_value(given, "verbose"))
    settings.verbosity = flag_of(*value) ? static_cast<int>(given.at("verbose").size()) : 0;
  if (const auto* value = find_value(given, "color"))
    settings.color = choice_of<ColorChoice>(
        *value, {{"auto", ColorChoice::automatic}, {"always", ColorChoice::always}, {"never", ColorChoice::never}});
}

}  // namespace

void refuse(const GivenValue& given, const std::string& why) {
  if (given.is_from_file) throw DataError(given.origin, fmt::format("{} {}", in_quotes(given.text), why));
  throw UsageError(fmt::format("{}={}: {}", given.origin, shortened(given.text), why));
}

void refuse_for(const GivenValue& given, const std::string& reason) {
  if (given.is_from_file) throw DataError(given.origin, reason);
  throw UsageError(fmt::format("{}: {}", given.origin, reason));
}

std::vector<OptionRow> run_options() {
  return {
      {.name = "preset", .value = "NAME", .help = "smoke (seconds), quick (default, about ten seconds) or full"},
      {.name = "seed", .value = "N", .help = "seed of every random stream, or 'random' (default 1)"},
      {.name = "threads", .value = "N", .help = "worker threads, 0 = all cores (default 0, under mpirun 1 on each rank); changes no result"},
      {.name = "claim", .value = "ID", .help = "test this claim only", .is_repeatable = true},
      {.name = "set", .value = "NAME=VALUE", .help = "override a design parameter", .is_repeatable = true},
      {.name = "config", .value = "FILE", .help = "JSON object with preset, seed, threads, claims, set, ..."},
      {.name = "alpha", .value = "A", .help = "error budget of the run, over all its claims (default 0.001)"},
      {.name = "output", .letter = 'o', .value = "FILE", .help = "where the result goes (default -, standard output)"},
      {.name = "time-limit", .value = "S", .help = "stop after S seconds; what is open then stays inconclusive"},
      {.name = "checkpoint", .value = "DIR", .help = "keep what is sampled in a file in DIR, and go on from what is there"},
      {.name = "shard", .value = "I/N", .help = "sample part I of N only, and write it for 'mongecarlo merge'"},
      {.name = "list", .help = "list the claims and exit", .has_twin = false},
      {.name = "schema", .help = "print the JSON Schema of the result and exit", .has_twin = false},
      {.name = "quiet", .letter = 'q', .help = "no progress and no table on standard error"},
      {.name = "verbose", .letter = 'v', .help = "the table of every cell too"},
      {.name = "color", .value = "WHEN", .help = "auto (default), always or never"},
      {.name = "help", .letter = 'h', .help = "print this page and exit", .has_twin = false},
      {.name = "version", .help = "print the version and exit", .has_twin = false},
  };
}

RunSettings settings_of(GivenValues given) {
  RunSettings settings;
  // A launcher starts as many ranks as it has cores for them.
  if (!Ranks::of_process().is_alone()) settings.threads = 1;
  read_run(given, settings);
  read_parts(given, settings);
  read_form(given, settings);
  settings.claims = given["claim"];
  for (const GivenValue& value : given["set"]) read_parameter(value, settings);
  return settings;
}

RunSettings run_settings(const Arguments& arguments) {
  const GivenValues line = from_command_line(arguments);
  std::map<std::string, std::string> twins;
  const GivenValues environment = from_environment(twins);
  GivenValues given;
  const GivenValue* config = find_value(line, "config");
  if (!config) config = find_value(environment, "config");
  if (config) given = read_config_file(config->text);
  lay_over(given, environment);
  lay_over(given, line);
  RunSettings settings = settings_of(std::move(given));
  settings.environment = std::move(twins);
  return settings;
}

}  // namespace mongecarlo
