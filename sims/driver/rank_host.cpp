#include "driver/rank_host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <thread>

#include "driver/exit_code.hpp"
#include "driver/signals.hpp"

namespace mongecarlo {
namespace {

// A message takes up to a millisecond or two from thread to thread: that much work and more lies ready with a worker, unless
// its blocks are so long that waiting for the next costs nothing beside them.
constexpr double kSecondsAhead = 0.005, kLongBlock = 0.05;
constexpr std::size_t kMostTasks = 16;
constexpr std::chrono::microseconds kShortestPause{400}, kLongestPause{1000};
constexpr std::size_t kNoDesk = static_cast<std::size_t>(-1);

}  // namespace

RankHost::RankHost(Ranks& ranks, std::size_t workers_per_rank, std::uint64_t seed, std::string likeness)
    : ranks_(ranks),
      workers_per_rank_(workers_per_rank),
      likeness_(std::move(likeness)),
      run_(ranks.next_run()),
      first_desk_(static_cast<std::size_t>(ranks.size()), kNoDesk) {
  for (int to = 1; to < ranks_.size(); ++to)
    ranks_.port().send(to, rank_packet(RankMessage::begin).put(run_).put(seed).bytes());
}

std::size_t RankHost::capacity() const { return 2 * workers_per_rank_ * static_cast<std::size_t>(ranks_.size() - 1); }

void RankHost::serve(Schedule& schedule) {
  seconds_per_block_.assign(schedule.size(), std::numeric_limits<double>::infinity());
  auto pause = kShortestPause;
  while (!schedule.is_over()) {
    const bool has_taken = take_messages(schedule);
    const bool has_handed = hand_out(schedule);
    pause = has_taken || has_handed ? kShortestPause : std::min(2 * pause, kLongestPause);
    std::this_thread::sleep_for(pause);
  }
  for (int to = 1; to < ranks_.size(); ++to)
    ranks_.port().send(to, rank_packet(RankMessage::stop).put(run_).bytes());
}

bool RankHost::take_messages(Schedule& schedule) {
  bool has_taken = false;
  while (const auto message = ranks_.port().receive()) {
    take(*message, schedule);
    has_taken = true;
  }
  return has_taken;
}

void RankHost::take(const Message& message, Schedule& schedule) {
  PacketReader reader(message.bytes);
  switch (reader.get<RankMessage>()) {
    case RankMessage::ready:
      return take_ready(message.from, reader);
    case RankMessage::blocks:
      return take_blocks(message.from, reader, schedule);
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
  if (likeness != likeness_)
    throw RankError(rank, {kUsage, fmt::format("it runs something else than rank 0: {}\nrather than: {}", likeness, likeness_)});
  first_desk_[static_cast<std::size_t>(rank)] = desks_.size();
  for (std::size_t worker = 0; worker < workers; ++worker) desks_.push_back({.rank = rank, .worker = worker});
}

RankHost::Desk& RankHost::desk(int rank, std::size_t worker) {
  return desks_.at(first_desk_.at(static_cast<std::size_t>(rank)) + worker);
}

void RankHost::take_blocks(int rank, PacketReader& reader, Schedule& schedule) {
  if (reader.get<int>() != run_) return;  // surplus of a run that is over
  while (!reader.is_at_end()) {
    SampledBlock sampled = get_block(reader);
    Desk& from = desk(rank, sampled.worker);
    from.held.pop_front();
    seconds_per_block_.at(sampled.task.cell) = sampled.seconds;
    schedule.deposit(sampled.task, std::move(sampled.block), sampled.seconds);
  }
}

void RankHost::take_leave(int rank, PacketReader& reader) {
  ranks_.note_left();
  Ending ending = get_ending(reader);
  if (ending.code > kSignalBase) return pass_on_signal(ending.code - kSignalBase);
  if (ending.code == 0) ending.code = kFault;
  throw RankError(rank, std::move(ending));
}

bool RankHost::draw(Desk& desk, Schedule& schedule) {
  const auto task = schedule.try_next(desk.last);
  if (!task) return false;
  desk.last = task->cell;
  desk.outgoing.push_back(*task);
  desk.held.push_back(task->cell);
  return true;
}

bool RankHost::has_room(const Desk& desk) const {
  double seconds = 0;
  for (std::size_t cell : desk.held) seconds += seconds_per_block_[cell];
  return desk.held.size() < 2 ? seconds <= kLongBlock : seconds <= kSecondsAhead;
}

// Who has nothing comes before who has one task, and so on.
bool RankHost::hand_out(Schedule& schedule) {
  bool has_more = true;
  for (std::size_t held = 0; has_more && held < kMostTasks; ++held)
    for (Desk& desk : desks_)
      if (desk.held.size() == held && has_room(desk) && !(has_more = draw(desk, schedule))) break;
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
