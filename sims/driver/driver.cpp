#include "driver/driver.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

#include "driver/build_info.hpp"
#include "driver/exit_code.hpp"
#include "driver/guarded_main.hpp"
#include "driver/progress_line.hpp"
#include "driver/provenance.hpp"
#include "driver/rank_guest.hpp"
#include "driver/rank_host.hpp"
#include "driver/ranks.hpp"
#include "driver/run_checkpoint.hpp"
#include "driver/run_identity.hpp"
#include "driver/shard_run.hpp"
#include "driver/signals.hpp"
#include "driver/verdict_table.hpp"
#include "mongecarlo/experiment/runner.hpp"
#include "mongecarlo/io/json_text.hpp"
#include "mongecarlo/io/parse_number.hpp"
#include "mongecarlo/io/result_json.hpp"
#include "mongecarlo/io/write_output.hpp"

namespace mongecarlo {
namespace {

CommandShape shape_of(const Simulation& simulation) {
  return {
      .program = std::string(simulation.name),
      .summary = simulation.title,
      .options = run_options(),
      .epilogue = parameter_table(simulation) +
                  "\nThe result (JSON) goes to standard output, progress and a table of verdicts to standard error.\n"
                  "exit codes: 0 every claim as expected, 1 one is refuted that should hold (or the other way round),\n"
                  "3 one is inconclusive (or a shard not whole), 64 usage, 65 bad data, 66 no input, 70 fault, 73 and 74 output, 130 and 143\n"
                  "interrupted (what was found so far is written).\n"};
}

std::size_t workers_of(const RunSettings& settings) {
  return static_cast<std::size_t>(threads_used(settings.threads));
}

/// What a run works with, each null where there is none.
struct Aids {
  BlockStore* store = nullptr;
  RemoteWorkers* remote = nullptr;
};

SimulationOutcome run_with_progress(const Simulation& simulation, const Design& design, const RunSettings& settings,
                                    RunCheckpoint& checkpoint, const Aids& aids) {
  ProgressLine line{std::string(simulation.name)};
  RunOptions options = run_options_of(settings, line, checkpoint);
  options.store = aids.store;
  options.remote = aids.remote;
  return run(simulation, design, options);
}

std::vector<std::string> claim_ids(const RunSettings& settings) {
  std::vector<std::string> ids;
  for (const GivenValue& claim : settings.claims) ids.push_back(claim.text);
  return ids;
}

/// The part of a rank other than 0 in a run. What it finds is in the result of rank 0.
int assist_rank_0(const Simulation& simulation, const Design& design, const RunSettings& settings) {
  catch_signals();
  RankGuest guest(Ranks::of_process(), workers_of(settings));
  const auto seed = guest.begin();
  if (!seed) return 0;
  RunOptions options;
  options.seed = *seed;
  options.claims = claim_ids(settings);
  guest.attend(run_likeness(simulation, design, settings), [&](std::span<TaskSource* const> workers) {
    assist(simulation, design, settings.shard.value_or(Shard{}), options, workers);
  });
  return 0;
}

void announce_seed(const Simulation& simulation, const RunSettings& settings) {
  if (settings.is_seed_drawn) print_error(fmt::format("{}: drew --seed {}\n", simulation.name, settings.seed));
}

void show_table(const SimulationOutcome& outcome, const RunSettings& settings) {
  if (settings.is_quiet) return;
  print_error(verdict_table(outcome, {.color = use_color(settings.color), .cells = settings.verbosity > 0}));
  if (!outcome.is_complete) print_error("stopped before the end: what was found so far is written\n");
}

int run_told(const Simulation& simulation, const Arguments& given, const std::vector<std::string>& arguments) {
  const RunSettings settings = run_settings(given);
  if (given.has("list")) {
    write_output("-", claim_list(simulation.claims(design_of(simulation, settings))));
    return 0;
  }
  return run_and_write(simulation, settings, arguments);
}

int drive_unguarded(const Simulation& simulation, const std::vector<std::string>& arguments) {
  const CommandShape shape = shape_of(simulation);
  const Arguments given = parse_arguments(shape, {arguments.begin() + 1, arguments.end()});
  if (given.has("help"))
    write_output("-", help_page(shape));
  else if (given.has("version"))
    write_output("-", fmt::format("{} (Monge Carlo) {}\n", simulation.name, build_info().version));
  else if (given.has("schema"))
    write_output("-", result_schema());
  else
    return run_told(simulation, given, arguments);
  return 0;
}

}  // namespace

int drive(const Simulation& simulation, int argc, char** argv) {
  return guarded_main(std::string(simulation.name), [&] { return drive_unguarded(simulation, {argv, argv + argc}); });
}

RunOptions run_options_of(const RunSettings& settings, ProgressLine& line, RunCheckpoint& checkpoint) {
  RunOptions options;
  options.seed = settings.seed;
  options.threads = settings.threads;
  options.alpha = settings.alpha;
  options.claims = claim_ids(settings);
  options.time_limit_seconds = settings.time_limit_seconds;
  options.interrupt = &interrupt_flag();
  options.progress = [&line, &checkpoint, is_quiet = settings.is_quiet](const Progress& progress) {
    checkpoint.complain();
    if (!is_quiet) line.show(progress);
  };
  return options;
}

namespace {

Design checked_design(const Simulation& simulation, const RunSettings& settings) {
  Design design = design_of(simulation, settings);
  if (!settings.claims.empty()) check_claim_ids(simulation.claims(design), settings.claims);
  return design;
}

void prepare_to_write(const Simulation& simulation, const RunSettings& settings) {
  check_can_write(settings.output);
  announce_seed(simulation, settings);
  catch_signals();
}

int judge_and_write(const Simulation& simulation, const Design& design, const RunSettings& settings,
                    const std::vector<std::string>& arguments, RunCheckpoint& checkpoint, const Aids& aids) {
  const auto started = std::chrono::system_clock::now();
  const auto start = std::chrono::steady_clock::now();
  const SimulationOutcome outcome = run_with_progress(simulation, design, settings, checkpoint, aids);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  auto json = result_json(outcome);
  json["provenance"] = provenance_json({arguments, settings.environment, started, seconds, settings.threads,
                                        Ranks::of_process().size()});
  write_output(settings.output, json_text(json));
  show_table(outcome, settings);
  checkpoint.close();
  return exit_code_of(outcome);
}

}  // namespace

std::unique_ptr<RemoteWorkers> other_ranks(const Simulation& simulation, const Design& design,
                                           const RunSettings& settings) {
  Ranks& ranks = Ranks::of_process();
  if (ranks.is_alone()) return nullptr;
  return std::make_unique<RankHost>(ranks, workers_of(settings), settings.seed,
                                    run_likeness(simulation, design, settings));
}

int run_and_write(const Simulation& simulation, const RunSettings& settings,
                  const std::vector<std::string>& arguments) {
  const Design design = checked_design(simulation, settings);
  if (Ranks::of_process().is_guest()) return assist_rank_0(simulation, design, settings);
  prepare_to_write(simulation, settings);
  if (settings.shard) return sample_and_write(simulation, design, settings);
  RunCheckpoint checkpoint;
  if (!settings.checkpoint.empty())
    checkpoint = RunCheckpoint(simulation, run_identity(simulation, design, settings.seed), settings);
  const auto others = other_ranks(simulation, design, settings);
  return judge_and_write(simulation, design, settings, arguments, checkpoint, {checkpoint.store(), others.get()});
}

int run_and_write_from(BlockStore& store, const Simulation& simulation, const RunSettings& settings,
                       const std::vector<std::string>& arguments) {
  const Design design = checked_design(simulation, settings);
  prepare_to_write(simulation, settings);
  RunCheckpoint none;
  return judge_and_write(simulation, design, settings, arguments, none, {.store = &store});
}

int exit_code_of(const SimulationOutcome& outcome) {
  if (!outcome.is_complete && caught_signal() != 0) return kSignalBase + caught_signal();
  switch (outcome.verdict()) {
    case Verdict::supported:
      return kAllAsExpected;
    case Verdict::refuted:
      return kRefuted;
    case Verdict::inconclusive:
      return kInconclusive;
  }
  return kFault;
}

namespace {

/// Numbers and texts of --set by parameter, as a Design takes them.
struct Overrides {
  std::map<std::string, double> numbers;
  std::map<std::string, std::string> texts;

  void add(const std::string& name, const GivenValue& given) {
    if (const auto number = parse_number(given.text))
      numbers[name] = *number;
    else
      texts[name] = given.text;
  }
};

Design design_with(const Simulation& simulation, Preset preset, const Overrides& overrides) {
  return Design(simulation.parameters, preset, overrides.numbers, simulation.texts, overrides.texts);
}

/// Each parameter alone, so that one that is refused is refused for where it came from.
void check_parameters(const Simulation& simulation, const RunSettings& settings) {
  for (const auto& [name, given] : settings.parameters) {
    Overrides alone;
    alone.add(name, given);
    try {
      design_with(simulation, settings.preset, alone);
    } catch (const std::domain_error& error) {
      const std::string what = error.what();  // "Design: no parameter is named ..."
      refuse_for(given, what.substr(what.starts_with("Design: ") ? 8 : 0));
    }
  }
}

}  // namespace

Design design_of(const Simulation& simulation, const RunSettings& settings) {
  check_parameters(simulation, settings);
  Overrides all;
  for (const auto& [name, given] : settings.parameters) all.add(name, given);
  return design_with(simulation, settings.preset, all);
}

void check_claim_ids(const std::vector<Claim>& claims, const std::vector<GivenValue>& wanted) {
  std::vector<std::string> known;
  for (const Claim& claim : claims) known.push_back(claim.id);
  for (const GivenValue& claim : wanted) {
    if (std::find(known.begin(), known.end(), claim.text) != known.end()) continue;
    const std::string near = nearest_name(claim.text, known);
    const std::string hint = near.empty() ? "" : fmt::format("; did you mean '{}'?", near);
    if (claim.is_from_file) refuse(claim, "is no claim" + hint);
    refuse(claim, "there is no such claim" + hint);
  }
}

}  // namespace mongecarlo
