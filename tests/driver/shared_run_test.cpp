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

/// What a guest with one worker answers to these tasks when they are followed by word that a cell is decided.
std::vector<SampledBlock> answers(const std::vector<Task>& tasks, std::size_t decided) {
  LocalNetwork network(2);
  Ranks ranks(network.port(1));
  RankGuest guest(ranks, 1);
  const auto tell = [&](const Packet& packet) { network.send(0, 1, packet.bytes()); };
  tell(rank_packet(RankMessage::tasks).put(1).put(std::size_t{0}).put_list(tasks));
  tell(rank_packet(RankMessage::drop).put(1).put(decided));
  guest.attend(kLikeness, [&](std::span<TaskSource* const> sources) {
    const auto kept = static_cast<std::size_t>(
        std::count_if(tasks.begin(), tasks.end(), [&](const Task& task) { return task.cell != decided; }));
    const std::size_t said = kept < tasks.size() ? 2 : 1;  // that it is ready, and what it gave back
    while (network.waiting(0) < said) std::this_thread::yield();
    for (std::size_t i = 0; i < kept; ++i) {
      const auto task = sources[0]->next(std::nullopt);
      REQUIRE(task.has_value());
      Block block;
      block.records = {Certified(1)};
      sources[0]->deposit(*task, std::move(block), 0.1);
    }
  });
  std::vector<SampledBlock> blocks;
  while (const auto message = network.receive(0)) {
    PacketReader reader(message->bytes);
    if (reader.get<RankMessage>() != RankMessage::blocks) continue;
    CHECK(reader.get<int>() == 1);
    while (!reader.is_at_end()) blocks.push_back(get_block(reader));
  }
  return blocks;
}

TEST_CASE("a guest gives back the tasks of a cell that is decided") {
  const std::vector<Task> tasks{{4, 0}, {4, 1}, {9, 0}, {4, 2}, {9, 1}};
  const std::vector<SampledBlock> blocks = answers(tasks, 4);
  REQUIRE(blocks.size() == tasks.size());
  for (const SampledBlock& sampled : blocks) CHECK(sampled.block.records.empty() == (sampled.task.cell == 4));
  CHECK(answers(tasks, 5).size() == tasks.size());
}

TEST_SUITE_END();

}  // namespace
}  // namespace mongecarlo
