#include "driver/rank_host.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "driver/exit_code.hpp"
#include "driver/signals.hpp"
#include "mongecarlo/io/part_identity.hpp"

namespace mongecarlo {
namespace {

// Rank 0 may be long to answer: it pauses, waits for a core that its workers keep busy, or judges. So much work lies ready
// with a worker, unless its blocks are so long that waiting for the next costs little beside them.
constexpr double kSecondsAhead = 0.02, kLongBlock = 0.05;
constexpr std::size_t kMostTasks = 64;
// To wake takes 20 microseconds from the worker of the core: short pauses are for when another rank has nothing to do.
constexpr std::chrono::microseconds kShortestPause{400}, kLongestPause{2000};
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

// A worker that could not stay with its cell would make the cell's replicate again whenever it comes back.
std::size_t RankHost::capacity() const {
  return kMostTasks * workers_per_rank_ * static_cast<std::size_t>(ranks_.size() - 1);
}

void RankHost::serve(Schedule& schedule) {
  seconds_per_block_.assign(schedule.size(), std::nullopt);
  dropped_.assign(schedule.size(), false);
  auto pause = kShortestPause;
  while (!schedule.is_over()) {
    const bool has_taken = take_messages(schedule);
    drop_decided(schedule);
    const bool has_handed = hand_out(schedule);
    pause = has_taken || has_handed ? kShortestPause : std::min(2 * pause, kLongestPause);
    std::this_thread::sleep_for(std::max(pause, time_to_spare()));
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
  if (const auto difference = first_difference(likeness_, likeness, fmt::format("rank {}", rank)))
    throw RankError(rank, {kUsage, fmt::format("it runs something else than rank 0: {} is {} there and {} here",
                                               difference->pointer, difference->stated, difference->ours)});
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
    std::deque<std::size_t>& held = desk(rank, sampled.worker).held;
    held.erase(std::find(held.begin(), held.end(), sampled.task.cell));
    if (sampled.block.records.empty()) continue;  // dropped
    note_seconds(sampled.task.cell, sampled.seconds);
    schedule.deposit(sampled.task, std::move(sampled.block), sampled.seconds);
  }
}

void RankHost::note_seconds(std::size_t cell, double seconds) {
  seconds_per_block_.at(cell) = seconds;
  seconds_of_all_ += seconds;
  ++blocks_of_all_;
}

// A cell of which no block came yet is like the others; before any came, all are long.
double RankHost::seconds_of(std::size_t cell) const {
  if (const auto& known = seconds_per_block_[cell]) return *known;
  return blocks_of_all_ > 0 ? seconds_of_all_ / static_cast<double>(blocks_of_all_) : kLongBlock;
}

double RankHost::seconds_held(const Desk& desk) const {
  double seconds = 0;
  for (std::size_t cell : desk.held) seconds += seconds_of(cell);
  return seconds;
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
  return seconds_held(desk) < (desk.held.size() < 2 ? kLongBlock : kSecondsAhead);
}

// A block of unknown length may end at any moment.
std::chrono::microseconds RankHost::time_to_spare() const {
  double least = std::chrono::duration<double>(kLongestPause).count();
  for (const Desk& desk : desks_) {
    double seconds = 0;
    for (std::size_t cell : desk.held) seconds += seconds_per_block_[cell].value_or(0);
    least = std::min(least, 0.5 * seconds);
  }
  return std::chrono::microseconds(static_cast<long>(1e6 * least));
}

// What a desk still holds of a cell that is decided would be surplus. Tasks of one cell lie together: each is asked for once.
void RankHost::drop_decided(const Schedule& schedule) {
  for (const Desk& desk : desks_)
    for (std::size_t i = 0; i < desk.held.size(); ++i) {
      const std::size_t cell = desk.held[i];
      if ((i > 0 && cell == desk.held[i - 1]) || dropped_[cell] || !schedule.is_decided(cell)) continue;
      dropped_[cell] = true;
      for (int to = 1; to < ranks_.size(); ++to)
        ranks_.port().send(to, rank_packet(RankMessage::drop).put(run_).put(cell).bytes());
    }
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
