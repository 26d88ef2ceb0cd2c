#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "driver/packet.hpp"
#include "driver/ranks.hpp"
#include "mongecarlo/experiment/task_source.hpp"

namespace mongecarlo {

// What ranks tell each other. The first byte of a message is its kind; those that belong to one of several runs begin with
// its number, so that what comes too late is known for it.
//
//   rank 0 -> others   begin  a run, its seed         tasks  for one of the rank's workers
//                      drop   the tasks of a cell     recall so many of the last tasks of one of its workers
//                      stop   the run is over         end    the exit code: leave
//   others -> rank 0   ready  workers wait for tasks  blocks that were sampled, or without records: tasks given back
//                      signal was caught              leave  how the rank ended
enum class RankMessage : std::uint8_t { begin, tasks, drop, recall, stop, end, ready, blocks, signal, leave };

/// A block as it travels: who sampled it, how long that took.
struct SampledBlock {
  std::size_t worker = 0;
  Task task = {};
  double seconds = 0;
  Block block = {};
};

inline Packet rank_packet(RankMessage kind) { return Packet().put(kind); }
void put_blocks(Packet& packet, const std::vector<SampledBlock>& blocks);
SampledBlock get_block(PacketReader& reader);

void put_ending(Packet& packet, const Ending& ending);
Ending get_ending(PacketReader& reader);

}  // namespace mongecarlo
