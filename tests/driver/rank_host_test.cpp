#include "driver/rank_host.hpp"

#include <doctest/doctest.h>

#include <algorithm>

#include "local_network.hpp"

namespace mongecarlo {
namespace {

TEST_SUITE_BEGIN("unit");

constexpr std::uint64_t kBlockSize = 8, kBlocks = 64;

Cell cell_without_violations() {
  return {{{"n", 1}},
          [] { return Replicate([](const Stream&) -> Certified { return 0.5; }); },
          [](const ErrorBudget& budget, std::uint64_t horizon) { return violation_judge({0.5}, budget, horizon); },
          kBlockSize * kBlocks};
}

/// What rank 0 told another rank.
struct Told {
  std::vector<Task> tasks = {};
  std::vector<std::size_t> dropped = {};   // cells
  std::vector<std::size_t> recalled = {};  // how many, each time
};

/// A host, and other ranks of one worker each whose messages the test writes. All happens on one thread: the host looks for
/// messages whenever its own worker hands in a block.
class Office {
 public:
  Office(int guests, std::size_t cells) : network_(guests + 1), ranks_(network_.port(0)), cell_(cell_without_violations()) {
    for (std::size_t i = 0; i < cells; ++i) entries_.push_back({CellRun(cell_, "claim/0", {}, {}), "claim"});
    host_ = std::make_unique<RankHost>(ranks_, 1, 7, "{}");
    schedule_ = std::make_unique<Schedule>(std::move(entries_), 1 + host_->capacity());
    own_ = &host_->share(*schedule_);
  }

  void be_ready(int rank) {
    network_.send(rank, 0, rank_packet(RankMessage::ready).put(1).put(std::size_t{1}).put_text("{}").bytes());
  }
  void hand_in(int rank, const Task& task, double seconds, double value = 1) {
    hand_in(rank, {0, task, seconds, block_of(value)});
  }
  void give_back(int rank, const Task& task) { hand_in(rank, {0, task, 0, {}}); }
  /// Rank 0 takes a task itself.
  Task take() { return own_->next(0).value(); }
  /// Rank 0 is done with it, and looks for messages.
  void finish(const Task& task) { own_->deposit(task, block_of(1), 1e-3); }
  Told told(int rank) {
    Told told;
    while (const auto message = network_.receive(rank)) read(message->bytes, told);
    return told;
  }

 private:
  static Block block_of(double value) { return {std::vector<Certified>(kBlockSize, Certified(value)), {}}; }
  void hand_in(int rank, const SampledBlock& block) {
    Packet packet = rank_packet(RankMessage::blocks).put(1);
    put_blocks(packet, {block});
    network_.send(rank, 0, packet.bytes());
  }
  static void read(const std::string& bytes, Told& told) {
    PacketReader reader(bytes);
    const auto kind = reader.get<RankMessage>();
    CHECK(reader.get<int>() == 1);
    if (kind == RankMessage::drop) told.dropped.push_back(reader.get<std::size_t>());
    if (kind != RankMessage::tasks && kind != RankMessage::recall) return;
    CHECK(reader.get<std::size_t>() == 0);  // worker
    if (kind == RankMessage::recall) told.recalled.push_back(reader.get<std::size_t>());
    if (kind != RankMessage::tasks) return;
    const auto tasks = reader.get_list<Task>();
    told.tasks.insert(told.tasks.end(), tasks.begin(), tasks.end());
  }

  LocalNetwork network_;
  Ranks ranks_;
  Cell cell_;
  std::vector<Schedule::Entry> entries_;
  std::unique_ptr<RankHost> host_;
  std::unique_ptr<Schedule> schedule_;
  TaskSource* own_ = nullptr;
};

std::size_t count_of(const std::vector<Task>& tasks, std::size_t cell) {
  return static_cast<std::size_t>(
      std::count_if(tasks.begin(), tasks.end(), [&](const Task& task) { return task.cell == cell; }));
}

/// What rank 1 is given after its first block, of so many seconds.
std::vector<Task> second_portion(Office& office, double seconds) {
  office.be_ready(1);
  office.finish(office.take());
  const std::vector<Task> first = office.told(1).tasks;
  REQUIRE(first.size() == 1);  // nobody knows how long a block is
  office.hand_in(1, first[0], seconds);
  office.finish(office.take());
  return office.told(1).tasks;
}

TEST_CASE("short blocks lie ready with another rank for forty milliseconds and a few of the cell after them") {
  Office office(1, 4);
  const std::vector<Task> tasks = second_portion(office, 0.9e-3);
  CHECK(count_of(tasks, 1) == 45);
  CHECK(count_of(tasks, 2) == 4);
  CHECK(tasks.size() == 49);
}

TEST_CASE("of long blocks one is handed out and one to go on with where waiting would cost") {
  Office office(1, 4), other(1, 4);
  CHECK(second_portion(office, 0.06).size() == 1);
  CHECK(second_portion(other, 0.045).size() == 2);
}

TEST_CASE("a rank gets more when half of what it had is done") {
  Office office(1, 1);
  const std::vector<Task> tasks = second_portion(office, 1.9e-3);
  REQUIRE(tasks.size() == 22);
  for (std::size_t i = 0; i < 8; ++i) office.hand_in(1, tasks[i], 1.9e-3);
  office.finish(office.take());
  CHECK(office.told(1).tasks.empty());
  for (std::size_t i = 8; i < 14; ++i) office.hand_in(1, tasks[i], 1.9e-3);
  office.finish(office.take());
  CHECK(office.told(1).tasks.size() == 14);
}

TEST_CASE("a rank whose cell is decided goes on to the one that was kept for it") {
  Office office(1, 4);
  const std::vector<Task> tasks = second_portion(office, 0.9e-3);
  office.hand_in(1, tasks[0], 0.9e-3, -1);
  for (const Task& task : tasks)
    if (task.cell == 1 && task.block != tasks[0].block) office.give_back(1, task);
  office.finish(office.take());
  const Told told = office.told(1);
  CHECK(told.dropped.empty());  // it gave all back already
  CHECK(count_of(told.tasks, 1) == 0);
  CHECK(count_of(told.tasks, 2) == 41);
  CHECK(count_of(told.tasks, 3) == 4);
}

TEST_CASE("a rank that does not see that its cell is decided is told once") {
  Office office(1, 2);
  const std::vector<Task> tasks = second_portion(office, 0.9e-3);
  office.hand_in(1, tasks[0], 0.9e-3, -1);
  office.finish(office.take());
  CHECK(office.told(1).dropped == std::vector<std::size_t>{1});
  office.hand_in(1, tasks[1], 0.9e-3);
  office.finish(office.take());
  CHECK(office.told(1).dropped.empty());
}

TEST_CASE("a rank without work gets half of what lies ready with another") {
  Office office(2, 1);
  office.be_ready(1);
  office.finish(office.take());
  office.hand_in(1, office.told(1).tasks.at(0), 1e-4);
  std::vector<Task> own;
  for (int i = 0; i < 4; ++i) own.push_back(office.take());
  office.finish(own[0]);
  const std::vector<Task> tasks = office.told(1).tasks;
  REQUIRE(tasks.size() == kBlocks - 6);  // all there are
  office.be_ready(2);
  office.finish(own[1]);
  CHECK(office.told(1).recalled == std::vector<std::size_t>{tasks.size() / 2});
  CHECK(office.told(2).tasks.empty());
  office.finish(own[2]);
  CHECK(office.told(1).recalled.empty());  // it was asked
  for (std::size_t i = tasks.size() / 2; i < tasks.size(); ++i) office.give_back(1, tasks[i]);
  office.finish(own[3]);
  CHECK(office.told(1).tasks.empty());
  CHECK(office.told(2).tasks.size() == tasks.size() / 2);
}

TEST_SUITE_END();

}  // namespace
}  // namespace mongecarlo
