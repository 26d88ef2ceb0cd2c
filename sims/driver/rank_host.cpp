#include "driver/rank_host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

#include "driver/exit_code.hpp"
#include "driver/signals.hpp"
#include "mongecarlo/io/part_identity.hpp"

namespace mongecarlo {
namespace {

// Rank 0 may be long to answer: its workers are within long blocks, or judge. So much work lies ready with a worker, unless
// its blocks are so long that waiting for the next costs little beside them. It is dealt in portions of half of that.
constexpr double kSecondsAhead = 0.04, kLongBlock = 0.05;
constexpr std::size_t kMostTasks = 128, kMostReserved = 4, kFewestRecalled = 2;
// A thread that wakes takes 20 microseconds from the worker of the core. It need not while workers look in, and has a core
// to itself while one of them waits.
constexpr std::chrono::microseconds kWatchingPause{100}, kShortestPause{400}, kLongestPause{4000};
constexpr std::size_t kNoDesk = static_cast<std::size_t>(-1);

}  // namespace

/// What a worker of rank 0 sees: the schedule.
class RankHost::OwnDesk final : public TaskSource {
 public:
  OwnDesk(RankHost& host, Schedule& schedule) : host_(host), schedule_(schedule) {}

  std::optional<Task> next(std::optional<std::size_t> last) override {
    if (const auto task = schedule_.try_next(last)) return task;
    count_waiting(+1);
    const auto task = schedule_.next(last);
    count_waiting(-1);
    return task;
  }

  void deposit(const Task& task, Block block, double seconds) override {
    schedule_.deposit(task, std::move(block), seconds);
    host_.look_in();
  }

  void stop() override { schedule_.stop(); }
  bool is_stopped() const override { return schedule_.is_stopped(); }

 private:
  // The thread that serves does so often while somebody waits, and ends when there is nothing left to wait for.
  void count_waiting(int more) {
    const std::lock_guard lock(host_.mutex_);
    host_.waiting_ += static_cast<std::size_t>(more);
    host_.changed_.notify_one();
  }

  RankHost& host_;
  Schedule& schedule_;
};

RankHost::RankHost(Ranks& ranks, std::size_t workers_per_rank, std::uint64_t seed, std::string likeness)
    : ranks_(ranks),
      workers_per_rank_(workers_per_rank),
      likeness_(std::move(likeness)),
      run_(ranks.next_run()),
      first_desk_(static_cast<std::size_t>(ranks.size()), kNoDesk) {
  ranks_.send_to_others(rank_packet(RankMessage::begin).put(run_).put(seed).bytes());
}

// A worker that could not stay with its cell would make the cell's replicate again whenever it comes back.
std::size_t RankHost::capacity() const {
  return kMostTasks * workers_per_rank_ * static_cast<std::size_t>(ranks_.size() - 1);
}

RankHost::~RankHost() = default;

TaskSource& RankHost::share(Schedule& schedule) {
  schedule_ = &schedule;
  own_ = std::make_unique<OwnDesk>(*this, schedule);
  open_ = schedule.open();
  seconds_per_block_.assign(schedule.size(), std::nullopt);
  dropped_.assign(schedule.size(), false);
  return *own_;
}

void RankHost::serve() {
  auto pause = kShortestPause;
  while (!schedule_->is_over()) {
    {
      const std::lock_guard port(port_);
      pause = look() ? kShortestPause : std::min(2 * pause, kLongestPause);
      pause = std::max(pause, time_to_spare());
    }
    rest(pause);
  }
  const std::lock_guard port(port_);
  ranks_.send_to_others(rank_packet(RankMessage::stop).put(run_).bytes());
}

// Until nobody has looked in for so long.
void RankHost::rest(std::chrono::microseconds pause) {
  std::uint64_t seen;
  do {
    seen = looks_;
    std::unique_lock lock(mutex_);
    if (waiting_ > 0) {
      changed_.wait_for(lock, kWatchingPause);
      return;
    }
    changed_.wait_for(lock, pause, [this] { return waiting_ > 0 || schedule_->is_over(); });
    pause = kLongestPause;
  } while (looks_ != seen && !schedule_->is_over());
}

void RankHost::look_in() {
  const std::unique_lock port(port_, std::try_to_lock);
  if (!port) return;  // somebody is at it
  ++looks_;
  if (!schedule_->is_over()) look();
}

// True when something came or went.
bool RankHost::look() {
  const bool has_taken = take_messages();
  drop_decided();
  recall();
  if (is_sated_ && !has_taken) return false;
  deal();
  return hand_out() || has_taken;
}

bool RankHost::take_messages() {
  bool has_taken = false;
  while (const auto message = ranks_.port().receive()) {
    take(*message);
    has_taken = true;
  }
  return has_taken;
}

void RankHost::take(const Message& message) {
  PacketReader reader(message.bytes);
  switch (reader.get<RankMessage>()) {
    case RankMessage::ready:
      return take_ready(message.from, reader);
    case RankMessage::blocks:
      return take_blocks(message.from, reader);
    case RankMessage::signal:
      return pass_on_signal(reader.get<int>());
    case RankMessage::leave:
      return take_leave(message.from, reader);
    default:
      throw std::logic_error("rank 0 was sent what only rank 0 sends");
  }
}

void RankHost::take_ready(int rank, PacketReader& reader) {
  if (reader.get<int>() != run_) return;
  const auto workers = reader.get<std::size_t>();
  const std::string likeness = reader.get_text();
  if (const auto difference = first_difference(likeness_, likeness, fmt::format("rank {}", rank)))
    throw RankError(rank, {kUsage, fmt::format("it runs something else than rank 0: {} is {} there and {} here",
                                               difference->pointer, difference->stated, difference->ours)});
  first_desk_[static_cast<std::size_t>(rank)] = desks_.size();
  for (std::size_t worker = 0; worker < workers; ++worker)
    desks_.push_back({.rank = rank, .worker = worker, .seconds_per_block = kLongBlock});
}

RankHost::Desk& RankHost::desk(int rank, std::size_t worker) {
  return desks_.at(first_desk_.at(static_cast<std::size_t>(rank)) + worker);
}

void RankHost::take_blocks(int rank, PacketReader& reader) {
  if (reader.get<int>() != run_) return;  // surplus of a run that is over
  while (!reader.is_at_end()) {
    SampledBlock sampled = get_block(reader);
    Desk& from = desk(rank, sampled.worker);
    from.held.erase(std::find(from.held.begin(), from.held.end(), sampled.task.cell));
    if (sampled.block.records.empty()) {
      schedule_->give_back(sampled.task);
      from.is_recalled = false;
    } else {
      from.seconds_per_block = seconds_per_block_.at(sampled.task.cell).emplace(sampled.seconds);
      schedule_->deposit(sampled.task, std::move(sampled.block), sampled.seconds);
    }
    weigh(from);
  }
}

// A cell of which no block came yet is like the one before it; before any came, blocks are long.
double RankHost::seconds_of(std::size_t cell, const Desk& desk) const {
  return seconds_per_block_[cell].value_or(desk.seconds_per_block);
}

// A block of unknown length may end at any moment.
void RankHost::add_weight(std::size_t cell, Desk& desk) const {
  desk.seconds += seconds_of(cell, desk);
  desk.sure_seconds += seconds_per_block_[cell].value_or(0);
}

void RankHost::weigh(Desk& desk) const {
  desk.seconds = desk.sure_seconds = 0;
  for (std::size_t cell : desk.held) add_weight(cell, desk);
}

void RankHost::take_leave(int rank, PacketReader& reader) {
  ranks_.note_left();
  Ending ending = get_ending(reader);
  if (ending.code > kSignalBase) return pass_on_signal(ending.code - kSignalBase);
  if (ending.code == 0) ending.code = kFault;
  throw RankError(rank, std::move(ending));
}

std::chrono::microseconds RankHost::time_to_spare() const {
  double least = std::chrono::duration<double>(kLongestPause).count();
  for (const Desk& desk : desks_) least = std::min(least, 0.5 * desk.sure_seconds);
  return std::chrono::microseconds(static_cast<long>(1e6 * least));
}

// What a desk still holds of a cell that is decided would be surplus. Tasks of one cell lie together: each is asked for once.
void RankHost::drop_decided() {
  if (std::exchange(open_, schedule_->open()) == open_) return;
  for (const Desk& desk : desks_)
    for (std::size_t i = 0; i < desk.held.size(); ++i) {
      const std::size_t cell = desk.held[i];
      if ((i > 0 && cell == desk.held[i - 1]) || dropped_[cell] || !schedule_->is_decided(cell)) continue;
      dropped_[cell] = true;
      ranks_.send_to_others(rank_packet(RankMessage::drop).put(run_).put(cell).bytes());
    }
}

// Where workers have nothing to do and nothing is left to hand out, half of what lies ready with those that have most.
void RankHost::recall() {
  if (waiting_ == 0 && is_sated_) return;
  std::size_t idle = waiting_;
  donors_.clear();
  for (Desk& desk : desks_) {
    idle += desk.held.empty();
    if (desk.held.size() >= kFewestRecalled) donors_.push_back(&desk);
  }
  idle = std::min(idle, donors_.size());
  std::partial_sort(donors_.begin(), donors_.begin() + static_cast<std::ptrdiff_t>(idle), donors_.end(),
                    [](const Desk* a, const Desk* b) { return a->seconds > b->seconds; });
  for (Desk* desk : std::span(donors_).first(idle))
    if (!std::exchange(desk->is_recalled, true))
      ranks_.port().send(desk->rank, rank_packet(RankMessage::recall)
                                         .put(run_)
                                         .put(desk->worker)
                                         .put(desk->held.size() / 2)
                                         .bytes());
}

// Who has nothing comes before who has one task, and so on.
void RankHost::deal() {
  const auto has_room = [](const Desk& desk, double seconds) {
    return desk.seconds < (desk.held.size() < 2 ? kLongBlock : seconds);
  };
  short_of_tasks_.clear();
  for (Desk& desk : desks_)
    if (has_room(desk, 0.5 * kSecondsAhead)) short_of_tasks_.push_back(&desk);
  is_sated_ = true;
  for (std::size_t held = 0; is_sated_ && held < kMostTasks; ++held)
    for (Desk* desk : short_of_tasks_)
      if (desk->held.size() == held && has_room(*desk, kSecondsAhead) && !(is_sated_ = draw(*desk))) break;
  if (!is_sated_) return;
  for (Desk* desk : short_of_tasks_) reserve(*desk);
}

// False when there is no task just now.
bool RankHost::draw(Desk& desk) {
  if (desk.reserve && (!desk.last || !schedule_->has_more(*desk.last))) desk.last = std::exchange(desk.reserve, {});
  const auto task = schedule_->try_next(desk.last);
  if (!task) return false;
  desk.last = task->cell;
  enter(desk, *task);
  return true;
}

// A worker that finds its cell decided would wait for tasks of another. That these lie with it is no loss to the others while
// its blocks are short.
void RankHost::reserve(Desk& desk) {
  if (desk.reserve || !desk.last) return;
  double left = 0.5 * kSecondsAhead;
  for (std::size_t i = 0; i < kMostReserved && (left -= seconds_of(*desk.last, desk)) > 0; ++i) {
    const auto task = i == 0 ? schedule_->try_open() : schedule_->try_next(desk.reserve);
    if (!task) return;
    desk.reserve = task->cell;
    enter(desk, *task);
  }
}

void RankHost::enter(Desk& desk, const Task& task) {
  desk.outgoing.push_back(task);
  desk.held.push_back(task.cell);
  desk.is_recalled = false;
  add_weight(task.cell, desk);
}

bool RankHost::hand_out() {
  bool has_handed = false;
  for (Desk& desk : desks_) {
    if (desk.outgoing.empty()) continue;
    Packet packet = rank_packet(RankMessage::tasks).put(run_).put(desk.worker).put_list(desk.outgoing);
    ranks_.port().send(desk.rank, packet.bytes());
    desk.outgoing.clear();
    has_handed = true;
  }
  return has_handed;
}

}  // namespace mongecarlo
