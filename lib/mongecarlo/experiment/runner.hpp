#pragma once
#include <atomic>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mongecarlo/experiment/block_store.hpp"
#include "mongecarlo/experiment/outcome.hpp"
#include "mongecarlo/experiment/progress.hpp"
#include "mongecarlo/experiment/task_source.hpp"

namespace mongecarlo {

class RemoteWorkers;

struct RunOptions {
  std::uint64_t seed = 1;
  int threads = 0;                           ///< 0 = all cores
  double alpha = 1e-3;                       ///< error budget of the run, divided over all its claims and their cells
  std::vector<std::string> claims = {};      ///< ids to run; empty = all (the budget is divided over all in any case)
  std::optional<double> time_limit_seconds = {};
  const std::atomic<bool>* interrupt = nullptr;
  std::function<void(const Progress&)> progress = {};   ///< called from one thread at a time, a few times a second
  RemoteWorkers* remote = nullptr;           ///< workers in other processes, beside the threads of this one
  BlockStore* store = nullptr;               ///< blocks that are there are not sampled again; the others are kept there
};

/// One of `count` parts of a run. Blocks are dealt to the parts in turn, block after block and cell after cell; cells of
/// one stream are dealt alike, so that what they share is made by one part.
struct Shard {
  std::uint64_t index = 1;  ///< from 1 to count
  std::uint64_t count = 1;
};

/// Runs every cell of every claim. The result is a function of (simulation, design, seed, alpha) alone: replicates are
/// pure functions of their index, judges see them in index order, and decisions fall at fixed block boundaries.
/// Throws std::domain_error for an unknown claim id (naming the nearest).
SimulationOutcome run(const Simulation& simulation, const Design& design, const RunOptions& options);

/// Samples a shard of a run into `options.store` and judges nothing; true when the shard is whole. Cells that its own
/// blocks alone would decide (for the error budget of the options) end there: a run that asks the stores of all shards
/// samples what it finds missing. Throws std::domain_error for a shard that is none of `count`.
bool sample_shard(const Simulation& simulation, const Design& design, const Shard& shard, const RunOptions& options);

/// The horizons of all cells of all claims, in the order of BlockId::cell.
std::vector<std::uint64_t> cell_horizons(const std::vector<Claim>& claims);

/// Samples for a run, or a shard of one, in another process: one thread for each of `workers`, until these have no more
/// tasks. Of the options the seed and the claims count, and have to be those of the run. Judges nothing. Throws what a
/// replicate threw, when all threads have ended.
void assist(const Simulation& simulation, const Design& design, const Shard& shard, const RunOptions& options,
            std::span<TaskSource* const> workers);

/// Runs one replicate alone (mongecarlo replay).
Certified replay(const Simulation& simulation, const Design& design, std::uint64_t seed, const std::string& claim,
                 std::size_t cell, std::uint64_t replicate, bool of_false_twin);

}  // namespace mongecarlo
