#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "driver/rank_message.hpp"
#include "driver/ranks.hpp"
#include "mongecarlo/experiment/task_source.hpp"

namespace mongecarlo {

/// The side of any other rank of a run that is shared: carries the tasks of rank 0 to the workers of this process, and
/// their blocks back.
class RankGuest {
 public:
  RankGuest(Ranks& ranks, std::size_t workers);
  ~RankGuest();

  /// Waits for rank 0 to begin, and returns the seed of the run; nothing when there will be none.
  std::optional<std::uint64_t> begin();
  /// Has `work` done by workers that draw from the sources it is given, and carries messages until it returns. Throws
  /// what it throws.
  void attend(const std::string& likeness, const std::function<void(std::span<TaskSource* const>)>& work);

 private:
  class Desk;
  void carry();
  /// Takes what has come and sends what lies ready.
  void exchange();
  void take_messages();
  void take(const Message& message);
  void drop(std::size_t cell);
  void give_back(std::size_t worker, std::size_t count);
  void tell_signal();
  void stop();
  void finish();

  Ranks& ranks_;
  int run_;
  std::vector<std::unique_ptr<Desk>> desks_;
  std::mutex port_;  // held by whoever sends or receives, and taken before the other
  std::mutex mutex_;
  std::condition_variable changed_;   // for workers: tasks have come, or it is over
  std::condition_variable wanted_;    // for the carrier: a worker waits for tasks, or all is done
  std::vector<SampledBlock> outgoing_;
  std::size_t waiting_ = 0;  // workers
  std::atomic<bool> stopped_{false};
  bool is_done_ = false, has_told_signal_ = false;
};

}  // namespace mongecarlo
