#pragma once
#include <string>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo {

/// Whatever the records of a run depend on, as the JSON object of a part's header: simulation, preset, seed,
/// parameters, the program and how it was built, the instructions it computes with, and the horizons of its cells.
std::string run_identity(const Simulation& simulation, const Design& design, std::uint64_t seed);

}  // namespace mongecarlo
