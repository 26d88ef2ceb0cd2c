#include <doctest/doctest.h>

#include <algorithm>
#include <thread>

#include "../unit/experiment/toy_simulation.hpp"
#include "driver/rank_guest.hpp"
#include "driver/rank_host.hpp"
#include "local_network.hpp"

namespace mongecarlo {
namespace {

TEST_SUITE_BEGIN("thread");

constexpr std::uint64_t kSeed = 7;
constexpr const char* kLikeness = R"({"preset": "quick"})";

RunOptions options_of(int threads) {
  RunOptions options;
  options.seed = kSeed;
  options.threads = threads;
  return options;
}

void be_guest(LocalNetwork& network, int rank, std::size_t workers, const Design& design, const std::string& likeness) {
  Ranks ranks(network.port(rank));
  RankGuest guest(ranks, workers);
  REQUIRE(guest.begin() == kSeed);
  guest.attend(likeness, [&](std::span<TaskSource* const> sources) {
    assist(toy::simulation(), design, Shard{}, options_of(1), sources);
  });
}

/// A run by rank 0 with threads of its own and guests with as many workers each.
SimulationOutcome shared_run(const Design& design, int guests, int workers, const std::string& likeness = kLikeness) {
  LocalNetwork network(guests + 1);
  std::vector<std::jthread> others;
  for (int rank = 1; rank <= guests; ++rank)
    others.emplace_back([&network, &design, rank, workers, likeness] {
      be_guest(network, rank, static_cast<std::size_t>(workers), design, likeness);
    });
  Ranks ranks(network.port(0));
  RankHost host(ranks, static_cast<std::size_t>(workers), kSeed, kLikeness);
  RunOptions options = options_of(workers);
  options.remote = &host;
  try {
    return run(toy::simulation(), design, options);
  } catch (...) {
    for (int rank = 1; rank <= guests; ++rank) ranks.port().send(rank, rank_packet(RankMessage::end).put(70).bytes());
    throw;
  }
}

TEST_CASE("a run that ranks share has the result of one thread") {
  const Design design(toy::simulation().parameters, Preset::quick, {{"replicates", 20000}});
  const std::string alone = toy::print(run(toy::simulation(), design, options_of(1)));
  for (const auto& [guests, workers] : {std::pair{1, 1}, {1, 3}, {2, 2}, {5, 1}}) {
    CAPTURE(guests);
    CAPTURE(workers);
    CHECK(toy::print(shared_run(design, guests, workers)) == alone);
  }
}

TEST_CASE("a rank that runs something else ends the run") {
  const Design design(toy::simulation().parameters, Preset::quick, {});
  CHECK_THROWS_WITH_AS(shared_run(design, 1, 1, R"({"preset": "full"})"),
                       doctest::Contains("rank 0: /preset is \"full\" there and \"quick\" here"), RankError);
}

/// The blocks that rank 0 was sent.
std::vector<SampledBlock> blocks_sent(LocalNetwork& network) {
  std::vector<SampledBlock> blocks;
  while (const auto message = network.receive(0)) {
    PacketReader reader(message->bytes);
    if (reader.get<RankMessage>() != RankMessage::blocks) continue;
    CHECK(reader.get<int>() == 1);
    while (!reader.is_at_end()) blocks.push_back(get_block(reader));
  }
  return blocks;
}

/// What a guest with one worker answers to these tasks when they are followed by a message that takes `taken` of them.
std::vector<SampledBlock> answers(const std::vector<Task>& tasks, const Packet& message, std::size_t taken) {
  LocalNetwork network(2);
  Ranks ranks(network.port(1));
  RankGuest guest(ranks, 1);
  const auto tell = [&](const Packet& packet) { network.send(0, 1, packet.bytes()); };
  tell(rank_packet(RankMessage::tasks).put(1).put(std::size_t{0}).put_list(tasks));
  tell(message);
  guest.attend(kLikeness, [&](std::span<TaskSource* const> sources) {
    const std::size_t said = taken > 0 ? 2 : 1;  // that it is ready, and what it gave back
    while (network.waiting(0) < said) std::this_thread::yield();
    for (std::size_t i = taken; i < tasks.size(); ++i) {
      const auto task = sources[0]->next(std::nullopt);
      REQUIRE(task.has_value());
      Block block;
      block.records = {Certified(1)};
      sources[0]->deposit(*task, std::move(block), 0.1);
    }
  });
  return blocks_sent(network);
}

const std::vector<Task> kTasks{{4, 0}, {4, 1}, {9, 0}, {4, 2}, {9, 1}};

TEST_CASE("a guest gives back the tasks of a cell that is decided") {
  const auto drop = [](std::size_t cell) { return rank_packet(RankMessage::drop).put(1).put(cell); };
  const std::vector<SampledBlock> blocks = answers(kTasks, drop(4), 3);
  REQUIRE(blocks.size() == kTasks.size());
  for (const SampledBlock& sampled : blocks) CHECK(sampled.block.records.empty() == (sampled.task.cell == 4));
  CHECK(answers(kTasks, drop(5), 0).size() == kTasks.size());
}

TEST_CASE("a guest gives back as many of its last tasks as are recalled") {
  const Packet recall = rank_packet(RankMessage::recall).put(1).put(std::size_t{0}).put(std::size_t{2});
  const std::vector<SampledBlock> blocks = answers(kTasks, recall, 2);
  REQUIRE(blocks.size() == kTasks.size());
  for (const SampledBlock& sampled : blocks) {
    const Task& task = sampled.task;
    const bool is_last = (task.cell == 4 && task.block == 2) || (task.cell == 9 && task.block == 1);
    CHECK(sampled.block.records.empty() == is_last);
  }
}

TEST_CASE("a worker of a guest stays with its cell and gives back what is not needed of it") {
  LocalNetwork network(2);
  Ranks ranks(network.port(1));
  RankGuest guest(ranks, 1);
  network.send(0, 1, rank_packet(RankMessage::tasks).put(1).put(std::size_t{0}).put_list(kTasks).bytes());
  guest.attend(kLikeness, [&](std::span<TaskSource* const> sources) {
    CHECK(sources[0]->next(9)->cell == 9);
    CHECK(sources[0]->next(9)->block == 1);
    CHECK(sources[0]->next(9)->cell == 4);  // there are no more
    sources[0]->note_decided(4);
  });
  const std::vector<SampledBlock> blocks = blocks_sent(network);
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].task.block == 1);
  CHECK(blocks[1].task.block == 2);
  for (const SampledBlock& sampled : blocks) CHECK(sampled.block.records.empty());
}

TEST_SUITE_END();

}  // namespace
}  // namespace mongecarlo
