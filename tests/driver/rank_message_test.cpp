#include "driver/rank_message.hpp"

#include <doctest/doctest.h>

#include <stdexcept>

namespace mongecarlo {
namespace {

TEST_SUITE_BEGIN("unit");

SampledBlock sampled_block() {
  SampledBlock sampled{.worker = 3, .task = {.cell = 5, .block = 7}, .seconds = 0.25};
  sampled.block.records = {Certified(1.5), Certified(-2, 3, Termination::iteration_limit)};
  sampled.block.thrown = {{4, ""}, {9, "epsilon is 0"}};
  return sampled;
}

TEST_CASE("blocks arrive as they were sent and in their order") {
  Packet packet = rank_packet(RankMessage::blocks);
  put_blocks(packet, {SampledBlock{}, sampled_block()});
  PacketReader reader(packet.bytes());
  CHECK(reader.get<RankMessage>() == RankMessage::blocks);
  const SampledBlock empty = get_block(reader), full = get_block(reader);
  CHECK(reader.is_at_end());
  CHECK(empty.block.records.empty());
  CHECK(full.worker == 3);
  CHECK(full.task.cell == 5);
  CHECK(full.task.block == 7);
  CHECK(full.seconds == 0.25);
  REQUIRE(full.block.records.size() == 2);
  CHECK(full.block.records[1].lower == -2);
  CHECK(full.block.records[1].termination == Termination::iteration_limit);
  CHECK(full.block.thrown == sampled_block().block.thrown);
}

TEST_CASE("a message cut short at any byte is refused") {
  Packet packet;
  put_blocks(packet, {sampled_block()});
  for (std::size_t length = 0; length < packet.bytes().size(); ++length) {
    PacketReader reader(std::string_view(packet.bytes()).substr(0, length));
    CHECK_THROWS_AS(get_block(reader), std::logic_error);
  }
}

TEST_CASE("how a rank ended arrives with its code and words") {
  Packet packet;
  put_ending(packet, {66, "cannot read x"});
  PacketReader reader(packet.bytes());
  const Ending ending = get_ending(reader);
  CHECK(ending.code == 66);
  CHECK(ending.complaint == "cannot read x");
  CHECK(std::string(RankError(2, ending).what()) == "rank 2: cannot read x");
}

TEST_SUITE_END();

}  // namespace
}  // namespace mongecarlo
