#pragma once
#include <cstdint>
#include <string>
#include <vector>

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

}  // namespace mongecarlo
