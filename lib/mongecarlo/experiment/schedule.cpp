#include "mongecarlo/experiment/schedule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace mongecarlo {

Schedule::Schedule(std::vector<Entry> entries, std::size_t workers, BlockStore* store)
    : store_(store), ahead_(workers + 2), open_(0) {
  for (Entry& entry : entries) {
    items_.push_back(std::make_unique<Item>(std::move(entry)));
    open_ += !items_.back()->is_over;
  }
}

bool Schedule::has_block(const Item& item) const {
  if (item.is_over) return false;
  return !item.returned.empty() || (item.handed < item.run.blocks() && item.handed - item.judged < ahead_);
}

bool Schedule::shares_open_stream(const Item& item) const {
  return !item.run.cell().stream.empty() && std::any_of(items_.begin(), items_.end(), [&](const auto& other) {
    return other->handed > 0 && !other->is_over && other->run.cell().stream == item.run.cell().stream;
  });
}

std::optional<std::size_t> Schedule::choose(std::optional<std::size_t> last) const {
  if (last && has_block(*items_[*last])) return last;
  std::optional<std::size_t> busiest, sharing;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (!has_block(*items_[i])) continue;
    if (items_[i]->handed == 0) {
      if (!shares_open_stream(*items_[i])) return i;
      if (!sharing) sharing = i;
    } else if (!busiest || seconds_left(*items_[i]) > seconds_left(*items_[*busiest])) {
      busiest = i;
    }
  }
  return busiest ? busiest : sharing;
}

std::optional<Task> Schedule::take(std::optional<std::size_t> last) {
  const auto cell = choose(last);
  if (!cell) return std::nullopt;
  return hand(*cell);
}

Task Schedule::hand(std::size_t cell) {
  Item& item = *items_[cell];
  if (item.returned.empty()) return {cell, item.handed++};
  const auto first = std::min_element(item.returned.begin(), item.returned.end());
  const Task task{cell, *first};
  item.returned.erase(first);
  return task;
}

void Schedule::give_back(const Task& task) {
  const std::lock_guard lock(mutex_);
  if (items_[task.cell]->is_over) return;
  items_[task.cell]->returned.push_back(task.block);
  changed_.notify_all();
}

std::optional<Task> Schedule::try_open() {
  std::unique_lock lock(mutex_);
  for (std::size_t i = 0; i < items_.size() && !has_ended(); ++i) {
    if (items_[i]->handed > 0 || !has_block(*items_[i]) || shares_open_stream(*items_[i])) continue;
    const Task task = hand(i);
    lock.unlock();
    if (!find(task)) return task;
    lock.lock();
  }
  return std::nullopt;
}

// True when the store has the block: it is handed in here.
bool Schedule::find(const Task& task) {
  if (!store_) return false;
  const CellRun& run = items_[task.cell]->run;
  std::optional<Block> block = store_->find(run.id(task.block));
  if (!block) return false;
  const auto [first, last] = run.extent(task.block);
  if (block->records.size() != last - first)
    throw std::logic_error(fmt::format("a store has {} records for {}", block->records.size(), last - first));
  std::unique_lock lock(mutex_);
  hand_in(task, std::move(*block), lock);
  return true;
}

std::optional<Task> Schedule::next(std::optional<std::size_t> last) {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (has_ended()) return std::nullopt;
    if (const auto task = take(last)) {
      lock.unlock();
      if (!find(*task)) return task;
      lock.lock();
    } else {
      changed_.wait(lock);
    }
  }
}

std::optional<Task> Schedule::try_next(std::optional<std::size_t> last) {
  std::unique_lock lock(mutex_);
  while (!has_ended()) {
    const auto task = take(last);
    if (!task) break;
    lock.unlock();
    if (!find(*task)) return task;
    lock.lock();
  }
  return std::nullopt;
}

void Schedule::deposit(const Task& task, Block block, double seconds) {
  if (store_) store_->keep(items_[task.cell]->run.id(task.block), block);
  std::unique_lock lock(mutex_);
  items_[task.cell]->sampled += block.records.size();
  items_[task.cell]->seconds += seconds;
  hand_in(task, std::move(block), lock);
}

void Schedule::hand_in(const Task& task, Block block, std::unique_lock<std::mutex>& lock) {
  Item& item = *items_[task.cell];
  if (item.is_over) return;  // decided meanwhile: the block is surplus
  item.waiting.emplace(task.block, std::move(block));
  if (item.is_judging) return;  // whoever is judging will find it
  item.is_judging = true;
  while (!item.is_over && !item.waiting.empty() && item.waiting.begin()->first == item.judged) {
    const Block ready = std::move(item.waiting.begin()->second);
    item.waiting.erase(item.waiting.begin());
    lock.unlock();  // making a judge may take long, and only this thread touches the cell's run
    item.run.judge(ready);
    lock.lock();
    ++item.judged;
    item.is_over = item.run.is_complete();
  }
  item.is_judging = false;
  if (item.is_over) {
    item.waiting.clear();
    if (--open_ == 0) ended_.notify_all();
  }
  changed_.notify_all();
}

void Schedule::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
  ended_.notify_all();
}

bool Schedule::wait(std::chrono::milliseconds most) {
  std::unique_lock lock(mutex_);
  return ended_.wait_for(lock, most, [this] { return has_ended(); });
}

double Schedule::seconds_per_replicate(const Item& item) const {
  return item.sampled > 0 ? item.seconds / static_cast<double>(item.sampled) : 0;
}

// Up to the horizon: a cell may be decided earlier.
double Schedule::seconds_left(const Item& item) const {
  if (item.is_over) return 0;
  const auto blocks = static_cast<double>(item.run.blocks() - item.judged);
  return blocks * static_cast<double>(item.run.block_size()) * seconds_per_replicate(item);
}

// Cells that were not begun are taken to last as long as the average of the others.
Progress Schedule::progress() const {
  const std::lock_guard lock(mutex_);
  Progress progress;
  double spent = 0, left = 0, begun = 0;
  for (const auto& item : items_) {
    progress.replicates += item->sampled;
    spent += item->seconds;
    left += seconds_left(*item);
    begun += item->sampled > 0 || item->is_over;
    if (progress.claim.empty() && item->handed > 0 && !item->is_over) progress.claim = item->claim;
  }
  progress.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  if (begun > 0) left += (static_cast<double>(items_.size()) - begun) * (spent + left) / begun;
  if (spent > 0) {
    progress.share = spent / (spent + left);
    progress.seconds_left = left * progress.seconds / spent;  // spent counts all workers, seconds is the clock
  }
  if (open_ == 0) progress.share = 1;
  return progress;
}

}  // namespace mongecarlo
