#pragma once
#include <string>
#include <vector>

#include "driver/command_line.hpp"
#include "driver/run_settings.hpp"
#include "mongecarlo/experiment/outcome.hpp"
#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo {

/// The main function of every simulation: reads the options, runs, shows progress, writes the result, and says with its
/// exit code what was found. A simulation itself can do none of that.
int drive(const Simulation& simulation, int argc, char** argv);

/// Runs one simulation as told and writes its result to `settings.output`. `arguments` are echoed in the provenance.
/// Returns the exit code. On a rank other than 0 it samples for the run of rank 0, writes nothing, and returns 0.
int run_and_write(const Simulation& simulation, const RunSettings& settings, const std::vector<std::string>& arguments);

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
