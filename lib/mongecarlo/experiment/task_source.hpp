#pragma once
#include <cstdint>
#include <optional>

#include "mongecarlo/experiment/cell_run.hpp"

namespace mongecarlo {

/// One block of replicates of one cell, to be sampled.
struct Task {
  std::size_t cell = 0;
  std::uint64_t block = 0;
};

/// Where a worker gets its tasks and hands in what it sampled: the schedule of this process, or that of another one.
class TaskSource {
 public:
  virtual ~TaskSource() = default;
  /// The next task for a worker that was last at cell `last`; waits when there is none just now. Nothing when all cells
  /// are complete or sampling was stopped.
  virtual std::optional<Task> next(std::optional<std::size_t> last) = 0;
  virtual void deposit(const Task& task, Block block, double seconds) = 0;
  virtual void stop() = 0;
  virtual bool is_stopped() const = 0;
};

}  // namespace mongecarlo
