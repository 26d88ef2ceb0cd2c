#pragma once
#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "mongecarlo/experiment/outcome.hpp"

namespace mongecarlo {

/// How far a run has come; `seconds_left` once it can be told.
struct Progress {
  double share = 0;                 ///< in [0, 1]
  std::uint64_t replicates = 0;
  double seconds = 0;
  std::optional<double> seconds_left;
  std::string claim;                ///< a claim under way
};

struct RunOptions {
  std::uint64_t seed = 1;
  int threads = 0;                           ///< 0 = all cores
  double alpha = 1e-3;                       ///< error budget of the run, divided over all its claims and their cells
  std::vector<std::string> claims = {};      ///< ids to run; empty = all (the budget is divided over all in any case)
  std::optional<double> time_limit_seconds = {};
  const std::atomic<bool>* interrupt = nullptr;
  std::function<void(const Progress&)> progress = {};   ///< called from one thread at a time, a few times a second
};

/// Runs every cell of every claim. The result is a function of (simulation, design, seed, alpha) alone: replicates are
/// pure functions of their index, judges see them in index order, and decisions fall at fixed block boundaries.
/// Throws std::domain_error for an unknown claim id (naming the nearest).
SimulationOutcome run(const Simulation& simulation, const Design& design, const RunOptions& options);

/// Runs one replicate alone (mongecarlo replay).
Certified replay(const Simulation& simulation, const Design& design, std::uint64_t seed, const std::string& claim,
                 std::size_t cell, std::uint64_t replicate, bool of_false_twin);

}  // namespace mongecarlo
