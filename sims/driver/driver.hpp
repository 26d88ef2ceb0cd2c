#pragma once
#include <memory>
#include <string>
#include <vector>

#include "driver/command_line.hpp"
#include "driver/run_settings.hpp"
#include "mongecarlo/experiment/outcome.hpp"
#include "mongecarlo/experiment/remote_workers.hpp"
#include "mongecarlo/experiment/runner.hpp"
#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo {

/// The main function of every simulation: reads the options, runs, shows progress, writes the result, and says with its
/// exit code what was found. A simulation itself can do none of that.
int drive(const Simulation& simulation, int argc, char** argv);

/// Runs one simulation as told and writes its result to `settings.output`. `arguments` are echoed in the provenance.
/// Returns the exit code. On a rank other than 0 it samples for the run of rank 0, writes nothing, and returns 0.
int run_and_write(const Simulation& simulation, const RunSettings& settings, const std::vector<std::string>& arguments);

/// The same from blocks that there are; `settings` name neither checkpoint nor shard.
int run_and_write_from(BlockStore& store, const Simulation& simulation, const RunSettings& settings,
                       const std::vector<std::string>& arguments);

class ProgressLine;
class RunCheckpoint;
/// What the settings tell the runner. Progress goes to `line` unless they are quiet; what befalls the checkpoint is said
/// in any case. Both must outlive the run.
RunOptions run_options_of(const RunSettings& settings, ProgressLine& line, RunCheckpoint& checkpoint);

/// The workers of the other ranks, for a run that is about to start; null where this process is alone.
std::unique_ptr<RemoteWorkers> other_ranks(const Simulation& simulation, const Design& design,
                                           const RunSettings& settings);

/// 0, 1 or 3 by the verdict of the run; 130 or 143 where a signal cut it short.
int exit_code_of(const SimulationOutcome& outcome);

/// Builds the design that the settings call for. Throws UsageError for a parameter that is unknown or out of range,
/// DataError where a file set it.
Design design_of(const Simulation& simulation, const RunSettings& settings);

/// Throws UsageError (DataError where a file named it) unless every id is that of a claim; names the nearest.
void check_claim_ids(const std::vector<Claim>& claims, const std::vector<GivenValue>& wanted);

/// The table that --list prints: id, kind, expected verdict, source, statement.
std::string claim_list(const std::vector<Claim>& claims);

/// The design parameters of a simulation with their values under each preset, for its help page.
std::string parameter_table(const Simulation& simulation);

}  // namespace mongecarlo
