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
  /// Word from the worker that the blocks it sampled decide this cell: tasks of it that lie ready for the worker are not
  /// needed. Only who keeps tasks ready, or judges elsewhere, has a use for it.
  virtual void note_decided(std::size_t /*cell*/) {}
  virtual void stop() = 0;
  virtual bool is_stopped() const = 0;
};

}  // namespace mongecarlo
