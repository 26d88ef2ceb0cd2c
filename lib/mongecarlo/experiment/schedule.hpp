#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "mongecarlo/experiment/block_store.hpp"
#include "mongecarlo/experiment/progress.hpp"
#include "mongecarlo/experiment/task_source.hpp"

namespace mongecarlo {

/// Hands out blocks of all cells to workers and judges what comes back, in order.
///
/// A worker stays with its cell until that is complete (its replicate function and caches are warm, and nothing is
/// sampled that an earlier decision would have made needless). A free worker opens the next cell whose stream no open
/// cell has (two workers would want the same shared runs at the same time); when there is none it helps the cell with
/// the most work left, a few blocks ahead of the judge, so that all cores stay busy to the end.
class Schedule final : public TaskSource {
 public:
  /// A cell and the claim it belongs to (for progress).
  struct Entry {
    CellRun run;
    std::string claim;
  };

  /// Blocks that `store` (may be null) has are judged and not handed out; it is given those that are deposited.
  Schedule(std::vector<Entry> entries, std::size_t workers, BlockStore* store = nullptr);

  std::optional<Task> next(std::optional<std::size_t> last) override;
  /// As `next`, but does not wait: nothing when there is no task just now.
  std::optional<Task> try_next(std::optional<std::size_t> last);
  /// Takes back a task that somebody else has to do, unless the cell is decided.
  void give_back(const Task& task);
  /// Whether `try_next` would stay with the cell.
  bool has_more(std::size_t cell) const {
    const std::lock_guard lock(mutex_);
    return has_block(*items_[cell]);
  }
  /// As `try_next`, of cells alone that nobody has begun and that share no stream with an open one.
  std::optional<Task> try_open();
  /// Takes a finished block, and judges it and those that waited for it.
  void deposit(const Task& task, Block block, double seconds) override;

  CellRun& run(std::size_t cell) { return items_[cell]->run; }
  std::size_t size() const { return items_.size(); }

  /// The cell needs no more blocks.
  bool is_decided(std::size_t cell) const {
    const std::lock_guard lock(mutex_);
    return items_[cell]->is_over;
  }
  /// How many cells need more blocks.
  std::size_t open() const {
    const std::lock_guard lock(mutex_);
    return open_;
  }
  /// Every cell is complete, or the schedule was stopped.
  bool is_over() const {
    const std::lock_guard lock(mutex_);
    return has_ended();
  }
  void stop() override;
  bool is_stopped() const override { return stopped_.load(std::memory_order_relaxed); }
  /// Waits until every cell is complete or the schedule is stopped, at most this long; true when it is over.
  bool wait(std::chrono::milliseconds most);
  Progress progress() const;

 private:
  struct Item {
    explicit Item(Entry entry) : run(std::move(entry.run)), claim(std::move(entry.claim)), is_over(run.is_complete()) {}
    CellRun run;
    std::string claim;
    std::uint64_t handed = 0, judged = 0;  // blocks
    std::vector<std::uint64_t> returned;   // blocks of those handed
    std::map<std::uint64_t, Block> waiting;
    bool is_judging = false, is_over;
    std::uint64_t sampled = 0;  // replicates
    double seconds = 0;         // spent on them
  };
  bool has_block(const Item& item) const;
  bool shares_open_stream(const Item& item) const;
  std::optional<std::size_t> choose(std::optional<std::size_t> last) const;
  Task hand(std::size_t cell);
  std::optional<Task> take(std::optional<std::size_t> last);
  bool find(const Task& task);
  void hand_in(const Task& task, Block block, std::unique_lock<std::mutex>& lock);
  double seconds_per_replicate(const Item& item) const;
  double seconds_left(const Item& item) const;
  bool has_ended() const { return is_stopped() || open_ == 0; }

  std::vector<std::unique_ptr<Item>> items_;
  BlockStore* store_;
  std::uint64_t ahead_;
  std::size_t open_;
  std::atomic<bool> stopped_{false};
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
  mutable std::mutex mutex_;
  std::condition_variable changed_;  // for workers without a task
  std::condition_variable ended_;    // for who waits for the end, and need not wake at every block
};

}  // namespace mongecarlo
