#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "driver/command_line.hpp"
#include "driver/terminal.hpp"
#include "mongecarlo/experiment/runner.hpp"
#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo {

/// The preset, threads, ... of one option as it was given.
struct GivenValue {
  std::string text;
  std::string origin;  ///< "--seed", "MONGECARLO_SEED" or "run.json: /seed"
  bool is_from_file = false;
};

/// What a run of a simulation is told, whatever the way it came.
struct RunSettings {
  Preset preset = Preset::quick;
  std::uint64_t seed = 1;
  bool is_seed_drawn = false;       ///< --seed random
  int threads = 0;                  ///< of each rank; 0 = all cores
  std::vector<GivenValue> claims;                ///< empty: all
  std::map<std::string, GivenValue> parameters;  ///< given to --set, each as the text after name=
  double alpha = 1e-3;
  std::string output = "-";
  std::optional<double> time_limit_seconds;
  std::string checkpoint;           ///< a folder; empty: none
  std::optional<Shard> shard;
  bool is_quiet = false;
  int verbosity = 0;
  ColorChoice color = ColorChoice::automatic;
  std::map<std::string, std::string> environment;  ///< the twins that were read, for the provenance
};

/// The options that every simulation takes.
std::vector<OptionRow> run_options();

/// Command line over environment over --config FILE over defaults; --set merges by name, everything else replaces.
/// Throws UsageError for what the command line or the environment says wrong, DataError (with its JSON pointer) and
/// IoError for what the file says.
RunSettings run_settings(const Arguments& arguments);

using GivenValues = std::map<std::string, std::vector<GivenValue>>;

/// Values of a --config file by option name. The file holds one object: preset, seed, threads, claims [..], set {..},
/// alpha, output, time_limit, checkpoint, shard.
GivenValues read_config_file(const std::string& file);
/// The same from a text that came from `file`.
GivenValues parse_config(const std::string& text, const std::string& file);

/// What the values of all options together tell a run, over the defaults. Throws as `refuse` does.
RunSettings settings_of(GivenValues given);

/// Throws UsageError, or DataError where the value came from a file. `refuse` names the value before the reason;
/// `refuse_for` leaves that to the reason.
[[noreturn]] void refuse(const GivenValue& given, const std::string& why);
[[noreturn]] void refuse_for(const GivenValue& given, const std::string& reason);

}  // namespace mongecarlo
