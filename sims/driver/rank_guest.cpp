#include "driver/rank_guest.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "driver/signals.hpp"

namespace mongecarlo {
namespace {

// While a worker waits its core is free to look for messages; otherwise nothing is urgent, and to wake takes 20 microseconds
// from a worker.
constexpr std::chrono::microseconds kShortPause{100}, kLongPause{5000};

}  // namespace

/// What one worker sees.
class RankGuest::Desk final : public TaskSource {
 public:
  Desk(RankGuest& guest, std::size_t worker) : guest_(guest), worker_(worker) {}

  // Stays with its cell, as long as it has tasks of it.
  std::optional<Task> next(std::optional<std::size_t> last) override {
    std::unique_lock lock(guest_.mutex_);
    ++guest_.waiting_;
    if (tasks_.empty()) guest_.wanted_.notify_one();
    guest_.changed_.wait(lock, [this] { return guest_.stopped_ || !tasks_.empty(); });
    --guest_.waiting_;
    if (guest_.stopped_) return std::nullopt;
    auto first = std::find_if(tasks_.begin(), tasks_.end(), [&](const Task& task) { return task.cell == last; });
    if (first == tasks_.end()) first = tasks_.begin();
    const Task task = *first;
    tasks_.erase(first);
    return task;
  }

  void deposit(const Task& task, Block block, double seconds) override {
    {
      const std::lock_guard lock(guest_.mutex_);
      guest_.outgoing_.push_back({worker_, task, seconds, std::move(block)});
    }
    guest_.exchange();  // a worker that is awake does it cheaper than the carrier
  }

  void note_decided(std::size_t cell) override {
    {
      const std::lock_guard lock(guest_.mutex_);
      drop(cell);
    }
    guest_.exchange();
  }

  void stop() override { guest_.stop(); }
  bool is_stopped() const override { return guest_.stopped_.load(std::memory_order_relaxed); }

  /// Called with the guest's mutex held.
  void add(const std::vector<Task>& tasks) { tasks_.insert(tasks_.end(), tasks.begin(), tasks.end()); }
  /// Gives the tasks of a cell back. Called with the guest's mutex held.
  void drop(std::size_t cell) {
    std::erase_if(tasks_, [&](const Task& task) {
      if (task.cell == cell) give_back(task);
      return task.cell == cell;
    });
  }
  /// Gives so many of the last tasks back, where there are as many. Called with the guest's mutex held.
  void give_back_last(std::size_t count) {
    for (; count > 0 && !tasks_.empty(); --count, tasks_.pop_back()) give_back(tasks_.back());
  }

 private:
  // As a block without records.
  void give_back(const Task& task) { guest_.outgoing_.push_back({worker_, task, 0, {}}); }

  RankGuest& guest_;
  std::size_t worker_;
  std::deque<Task> tasks_;
};

RankGuest::RankGuest(Ranks& ranks, std::size_t workers) : ranks_(ranks), run_(ranks.next_run()) {
  for (std::size_t worker = 0; worker < workers; ++worker) desks_.push_back(std::make_unique<Desk>(*this, worker));
}

RankGuest::~RankGuest() = default;

void RankGuest::tell_signal() {
  if (has_told_signal_ || caught_signal() == 0) return;
  has_told_signal_ = true;
  ranks_.port().send(0, rank_packet(RankMessage::signal).put(caught_signal()).bytes());
}

std::optional<std::uint64_t> RankGuest::begin() {
  for (;;) {
    tell_signal();
    const auto message = ranks_.port().receive();
    if (!message) {
      std::this_thread::sleep_for(kLongPause);
      continue;
    }
    PacketReader reader(message->bytes);
    const auto kind = reader.get<RankMessage>();
    if (kind == RankMessage::end) {
      ranks_.note_exit_code(reader.get<int>());
      return std::nullopt;
    }
    if (kind == RankMessage::begin && reader.get<int>() == run_) return reader.get<std::uint64_t>();
  }
}

void RankGuest::attend(const std::string& likeness, const std::function<void(std::span<TaskSource* const>)>& work) {
  ranks_.port().send(0, rank_packet(RankMessage::ready).put(run_).put(desks_.size()).put_text(likeness).bytes());
  std::vector<TaskSource*> sources;
  for (const auto& desk : desks_) sources.push_back(desk.get());
  const std::jthread carrier([this] { carry(); });
  try {
    work(sources);
  } catch (...) {
    finish();
    throw;
  }
  finish();
}

void RankGuest::finish() {
  const std::lock_guard lock(mutex_);
  is_done_ = true;
  wanted_.notify_one();
}

void RankGuest::stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  changed_.notify_all();
}

void RankGuest::carry() {
  for (;;) {
    exchange();
    std::unique_lock lock(mutex_);
    if (waiting_ > 0)
      wanted_.wait_for(lock, kShortPause, [this] { return is_done_; });
    else
      wanted_.wait_for(lock, kLongPause, [this] { return is_done_ || waiting_ > 0; });
    if (is_done_) return;
  }
}

void RankGuest::exchange() {
  const std::unique_lock port(port_, std::try_to_lock);
  if (!port) return;  // another thread is at it, and the carrier comes round
  take_messages();
  tell_signal();
  std::vector<SampledBlock> blocks;
  {
    const std::lock_guard lock(mutex_);
    blocks.swap(outgoing_);
  }
  if (blocks.empty()) return;
  Packet packet = rank_packet(RankMessage::blocks).put(run_);
  put_blocks(packet, blocks);
  ranks_.port().send(0, packet.bytes());
}

// Not beyond the end of the run: what comes then is for the next one.
void RankGuest::take_messages() {
  while (!stopped_) {
    const auto message = ranks_.port().receive();
    if (!message) return;
    take(*message);
  }
}

void RankGuest::drop(std::size_t cell) {
  const std::lock_guard lock(mutex_);
  for (const auto& desk : desks_) desk->drop(cell);
}

void RankGuest::give_back(std::size_t worker, std::size_t count) {
  const std::lock_guard lock(mutex_);
  desks_.at(worker)->give_back_last(count);
}

void RankGuest::take(const Message& message) {
  PacketReader reader(message.bytes);
  const auto kind = reader.get<RankMessage>();
  const int number = reader.get<int>();  // of the run, or the exit code
  if (kind == RankMessage::end) ranks_.note_exit_code(number);
  if (kind == RankMessage::end || (kind == RankMessage::stop && number == run_)) return stop();
  if (number != run_) return;
  if (kind == RankMessage::drop) return drop(reader.get<std::size_t>());
  const auto worker = reader.get<std::size_t>();
  if (kind == RankMessage::recall) return give_back(worker, reader.get<std::size_t>());
  if (kind != RankMessage::tasks) return;
  const std::vector<Task> tasks = reader.get_list<Task>();
  const std::lock_guard lock(mutex_);
  desks_.at(worker)->add(tasks);
  changed_.notify_all();
}

}  // namespace mongecarlo
