#pragma once
#include <atomic>
#include <span>
#include <unordered_map>

#include "mongecarlo/experiment/task_source.hpp"

namespace mongecarlo {

/// Samples one task after another, on one thread.
class Worker {
 public:
  /// `cells` by the numbers that tasks give them. Everything must outlive the worker; `interrupt` may be null.
  Worker(TaskSource& source, std::span<const CellRun* const> cells, const std::atomic<bool>* interrupt)
      : source_(source), cells_(cells), interrupt_(interrupt) {}

  /// Works until the source has no more tasks, is stopped, or the flag is raised. Nothing but std::domain_error of a
  /// replicate is caught.
  void work();

 private:
  bool should_stop() const;
  Replicate& replicate_of(std::size_t cell);
  std::optional<Block> sample(const Task& task);

  TaskSource& source_;
  std::span<const CellRun* const> cells_;
  const std::atomic<bool>* interrupt_;
  std::optional<std::size_t> last_;
  std::unordered_map<std::size_t, Replicate> replicates_;
};

}  // namespace mongecarlo
