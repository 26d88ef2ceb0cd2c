#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "driver/run_settings.hpp"
#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo {

/// Whatever the records of a run depend on, as the JSON object of a part's header: simulation, preset, seed,
/// parameters, the program and how it was built, the instructions it computes with, and the horizons of its cells.
struct RunIdentity {
  std::string text;
  std::vector<std::uint64_t> horizons;  ///< in the order of BlockId::cell
};

/// Makes all claims, which may take a while: for those who read or write parts.
RunIdentity run_identity(const Simulation& simulation, const Design& design, std::uint64_t seed);

/// What all ranks of a run must have in common, as a JSON object: the same but for the seed, which rank 0 tells, and the
/// horizons, and in their place what chooses and divides the cells: alpha, claims, shard.
std::string run_likeness(const Simulation& simulation, const Design& design, const RunSettings& settings);

}  // namespace mongecarlo
