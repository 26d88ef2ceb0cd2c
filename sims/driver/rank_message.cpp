#include "driver/rank_message.hpp"

namespace mongecarlo {

void put_blocks(Packet& packet, const std::vector<SampledBlock>& blocks) {
  for (const SampledBlock& sampled : blocks) {
    packet.put(sampled.worker).put(sampled.task).put(sampled.seconds).put_list(sampled.block.records);
    packet.put(sampled.block.thrown.size());
    for (const auto& [replicate, text] : sampled.block.thrown) packet.put(replicate).put_text(text);
  }
}

SampledBlock get_block(PacketReader& reader) {
  SampledBlock sampled;
  sampled.worker = reader.get<std::size_t>();
  sampled.task = reader.get<Task>();
  sampled.seconds = reader.get<double>();
  sampled.block.records = reader.get_list<Certified>();
  for (auto left = reader.get<std::size_t>(); left > 0; --left) {
    const auto replicate = reader.get<std::uint64_t>();
    sampled.block.thrown.emplace_back(replicate, reader.get_text());
  }
  return sampled;
}

void put_ending(Packet& packet, const Ending& ending) { packet.put(ending.code).put_text(ending.complaint); }

Ending get_ending(PacketReader& reader) {
  const int code = reader.get<int>();
  return {code, reader.get_text()};
}

}  // namespace mongecarlo
