#pragma once
#include <cstddef>

#include "mongecarlo/experiment/schedule.hpp"

namespace mongecarlo {

/// Workers in other processes, which run `assist` with the same simulation, design, seed and claims.
class RemoteWorkers {
 public:
  virtual ~RemoteWorkers() = default;
  /// How many tasks they hold at once, about.
  virtual std::size_t capacity() const = 0;
  /// Takes the schedule of a run to share, and returns what the threads of this process draw from in its place. Both
  /// outlive those threads. Called once, before `serve`.
  virtual TaskSource& share(Schedule& schedule) = 0;
  /// Hands tasks of the schedule to them and deposits what comes back, until the schedule is over or stopped. Called on a
  /// thread of its own, beside those that sample here; what it throws ends the run.
  virtual void serve() = 0;
};

}  // namespace mongecarlo
