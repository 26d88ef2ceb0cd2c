#pragma once
#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "driver/rank_message.hpp"
#include "driver/ranks.hpp"
#include "mongecarlo/experiment/remote_workers.hpp"

namespace mongecarlo {

/// Rank 0's side of a run that is shared with other ranks: hands out tasks, takes blocks. A worker holds several tasks of
/// short blocks, so that it does not wait for messages, but one of a long block, so that none is left with work at the end.
class RankHost final : public RemoteWorkers {
 public:
  /// Tells the other ranks to begin. `likeness` is a JSON object of what is run; a rank that states another was started
  /// with other options, or is another program.
  RankHost(Ranks& ranks, std::size_t workers_per_rank, std::uint64_t seed, std::string likeness);

  std::size_t capacity() const override;
  /// Throws RankError for a rank that failed, left early or runs something else.
  void serve(Schedule& schedule) override;

 private:
  struct Desk {
    int rank;
    std::size_t worker;
    std::deque<std::size_t> held = {};  // cells of the tasks that it has, in their order
    std::optional<std::size_t> last = {};
    std::vector<Task> outgoing = {};
  };
  bool take_messages(Schedule& schedule);
  void take(const Message& message, Schedule& schedule);
  void take_ready(int rank, PacketReader& reader);
  void take_blocks(int rank, PacketReader& reader, Schedule& schedule);
  void take_leave(int rank, PacketReader& reader);
  void note_seconds(std::size_t cell, double seconds);
  double seconds_of(std::size_t cell) const;
  double seconds_held(const Desk& desk) const;
  bool has_room(const Desk& desk) const;
  /// Nobody runs out of tasks within it.
  std::chrono::microseconds time_to_spare() const;
  void drop_decided(const Schedule& schedule);
  bool hand_out(Schedule& schedule);
  bool draw(Desk& desk, Schedule& schedule);
  Desk& desk(int rank, std::size_t worker);

  Ranks& ranks_;
  std::size_t workers_per_rank_;
  std::string likeness_;
  int run_;
  std::vector<Desk> desks_;
  std::vector<std::size_t> first_desk_;   // by rank; those that are not ready have none
  std::vector<std::optional<double>> seconds_per_block_;  // by cell, of the last block that came
  std::vector<bool> dropped_;  // cells of which the other ranks need no more blocks
  double seconds_of_all_ = 0;  // blocks that came
  std::uint64_t blocks_of_all_ = 0;
};

}  // namespace mongecarlo
