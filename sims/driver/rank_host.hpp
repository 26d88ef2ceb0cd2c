#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "driver/rank_message.hpp"
#include "driver/ranks.hpp"
#include "mongecarlo/experiment/remote_workers.hpp"

namespace mongecarlo {

/// Rank 0's side of a run that is shared with other ranks: hands out tasks, takes blocks. A worker holds several tasks of
/// short blocks, so that it does not wait for messages, but one of a long block, so that none is left with work at the end.
/// Workers of rank 0 look after the others between two blocks of their own; a thread does while all of these are long.
class RankHost final : public RemoteWorkers {
 public:
  /// Tells the other ranks to begin. `likeness` is a JSON object of what is run; a rank that states another was started
  /// with other options, or is another program.
  RankHost(Ranks& ranks, std::size_t workers_per_rank, std::uint64_t seed, std::string likeness);
  ~RankHost() override;

  std::size_t capacity() const override;
  /// What the workers draw from throws as `serve` does.
  TaskSource& share(Schedule& schedule) override;
  /// Throws RankError for a rank that failed, left early or runs something else.
  void serve() override;

 private:
  class OwnDesk;
  struct Desk {
    int rank;
    std::size_t worker;
    double seconds_per_block;           // of the last that came
    std::deque<std::size_t> held = {};  // cells of the tasks that it has, in their order
    double seconds = 0;                 // that they take, about
    double sure_seconds = 0;            // of cells of which a block came
    std::optional<std::size_t> last = {};
    std::optional<std::size_t> reserve = {};  // the cell it goes on to when `last` is decided
    std::vector<Task> outgoing = {};
    bool is_recalled = false;  // was asked to give tasks back, and has not yet
  };
  void look_in();
  bool look();
  void rest(std::chrono::microseconds pause);
  bool take_messages();
  void take(const Message& message);
  void take_ready(int rank, PacketReader& reader);
  void take_blocks(int rank, PacketReader& reader);
  void take_leave(int rank, PacketReader& reader);
  double seconds_of(std::size_t cell, const Desk& desk) const;
  void add_weight(std::size_t cell, Desk& desk) const;
  void weigh(Desk& desk) const;
  /// Nobody runs out of tasks within it.
  std::chrono::microseconds time_to_spare() const;
  void drop_decided();
  void recall();
  void deal();
  bool hand_out();
  bool draw(Desk& desk);
  void reserve(Desk& desk);
  void enter(Desk& desk, const Task& task);
  Desk& desk(int rank, std::size_t worker);

  Ranks& ranks_;
  std::size_t workers_per_rank_;
  std::string likeness_;
  int run_;
  Schedule* schedule_ = nullptr;
  std::unique_ptr<OwnDesk> own_;

  std::mutex port_;  // held by whoever looks, as all down to the next empty line is
  std::vector<Desk> desks_;
  std::vector<std::size_t> first_desk_;   // by rank; those that are not ready have none
  std::vector<Desk*> short_of_tasks_, donors_;
  bool is_sated_ = false;  // when last dealt to, nobody wanted more than there was
  std::vector<std::optional<double>> seconds_per_block_;  // by cell, of the last block that came
  std::size_t open_ = 0;       // cells, when those decided were dropped last
  std::vector<bool> dropped_;  // cells of which the other ranks need no more blocks

  std::mutex mutex_;  // taken after the other
  std::condition_variable changed_;  // a worker of this process waits for tasks, or does no more
  std::atomic<std::size_t> waiting_{0};  // workers
  std::atomic<std::uint64_t> looks_{0};  // by workers
};

}  // namespace mongecarlo
