#pragma once
#include <optional>
#include <span>

#include "mongecarlo/experiment/task_source.hpp"

namespace mongecarlo {

/// What a worker draws from whose blocks another process judges: it judges them here too, as long as it has every block of
/// the cell from the first on, and so knows of a decision before word of it can come.
class Foresight final : public TaskSource {
 public:
  /// `cells` by the numbers that tasks give them. Both must outlive it.
  Foresight(TaskSource& source, std::span<const CellRun* const> cells) : source_(source), cells_(cells) {}

  std::optional<Task> next(std::optional<std::size_t> last) override { return source_.next(last); }
  void deposit(const Task& task, Block block, double seconds) override;
  void stop() override { source_.stop(); }
  bool is_stopped() const override { return source_.is_stopped(); }

 private:
  bool decides(const Task& task, const Block& block);

  TaskSource& source_;
  std::span<const CellRun* const> cells_;
  std::size_t cell_ = 0;    // that is judged
  std::uint64_t next_ = 0;  // block of it
  JudgePtr judge_;          // null when none is
};

}  // namespace mongecarlo
