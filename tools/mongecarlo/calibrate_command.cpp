#include <fmt/format.h>

#include <chrono>
#include <nlohmann/json.hpp>

#include "calibration/calibration.hpp"
#include "calibration/calibration_json.hpp"
#include "command.hpp"
#include "driver/exit_code.hpp"
#include "driver/progress_line.hpp"
#include "driver/provenance.hpp"
#include "driver/run_settings.hpp"
#include "driver/signals.hpp"
#include "mongecarlo/io/json_text.hpp"
#include "mongecarlo/io/parse_number.hpp"
#include "mongecarlo/io/write_output.hpp"

namespace mongecarlo {
namespace {

constexpr std::uint64_t kSeeds = 2000, kFewestSeeds = 10, kMostSeeds = 1000000;
constexpr double kAlpha = 0.05;

CommandShape shape_of_calibrate() {
  constexpr std::string_view kOptions[] = {"seed", "threads", "alpha", "output", "quiet"};
  CommandShape shape{
      .program = "mongecarlo calibrate",
      .summary = "Counts the errors of every kind of verdict on claims that are true (or off by their margin) by a "
                 "closed form, over\nmany seeds at an inflated alpha; and how soon planted faults are found, against "
                 "what was predicted.",
      .options = some_run_options(kOptions),
      .epilogue =
          "exit codes: 0 every error rate is within 1.2 alpha (Clopper-Pearson, .95); 1 one is above alpha beyond "
          "doubt, or a fault\nis found too late (an engine that keeps its word ends so with probability .001 at most); "
          "3 more seeds would tell;\n64 usage, 73 and 74 output, 130 and 143 interrupted (nothing is written).\n"};
  for (OptionRow& row : shape.options) {
    if (row.name == "alpha") row.help = "error rate that the verdicts are held to (default 0.05)";
    if (row.name == "output") row.help = "file of the result (default -, standard output)";
  }
  shape.options.push_back({.name = "seeds",
                           .value = "N",
                           .help = "runs of each claim (default 2000; 8 times as many where the rate is near alpha)",
                           .has_twin = false});
  shape.options.push_back({.name = "only", .value = "TEXT", .help = "cases whose id contains TEXT", .has_twin = false});
  shape.options.push_back({.name = "without-power", .help = "error rates alone", .has_twin = false});
  return shape;
}

std::uint64_t seeds_of(const Arguments& given) {
  const std::string text = given.value("seeds", std::to_string(kSeeds));
  const auto seeds = parse_unsigned(text);
  if (!seeds || *seeds < kFewestSeeds || *seeds > kMostSeeds)
    throw UsageError(fmt::format("--seeds={}: must be an integer from {} to {}", text, kFewestSeeds, kMostSeeds));
  return *seeds;
}

calibration::CalibrationOptions options_of(const Arguments& given, const RunSettings& settings) {
  calibration::CalibrationOptions options;
  options.seeds = seeds_of(given);
  options.seed = settings.seed;
  const bool is_alpha_given = given.has("alpha") || settings.environment.count("MONGECARLO_ALPHA") > 0;
  options.alpha = is_alpha_given ? settings.alpha : kAlpha;
  options.threads = threads_used(settings.threads);
  options.with_power = !given.has("without-power");
  options.only = given.value("only", "");
  options.interrupt = &interrupt_flag();
  return options;
}

int exit_code_of(const calibration::Calibration& result) {
  return result.has_failed() ? kRefuted : result.is_open() ? kInconclusive : kAllAsExpected;
}

}  // namespace

int calibrate_verdicts(const std::vector<std::string>& arguments) {
  const CommandShape shape = shape_of_calibrate();
  const Arguments given = parse_arguments(shape, arguments);
  if (is_help_shown(shape, given)) return 0;
  const RunSettings settings = run_settings(given);
  calibration::CalibrationOptions options = options_of(given, settings);
  check_can_write(settings.output);
  catch_signals();
  const auto started = std::chrono::system_clock::now();
  const auto start = std::chrono::steady_clock::now();
  calibration::Calibration result;
  {
    ProgressLine line("calibrate");
    if (!settings.is_quiet) options.progress = [&line](const Progress& progress) { line.show(progress); };
    if (!calibrate(options, result)) return kSignalBase + caught_signal();
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (result.tests == 0) throw UsageError(fmt::format("--only={}: no case has that in its id", options.only));
  std::vector<std::string> echoed{"mongecarlo", "calibrate"};
  echoed.insert(echoed.end(), arguments.begin(), arguments.end());
  auto json = calibration_json(result);
  json["provenance"] = provenance_json({echoed, settings.environment, started, seconds, settings.threads});
  write_output(settings.output, json_text(json));
  if (!settings.is_quiet) print_error(calibration_table(result));
  return exit_code_of(result);
}

}  // namespace mongecarlo
