#pragma once
#include <exception>
#include <memory>
#include <string>

#include "driver/message_port.hpp"

namespace mongecarlo {

/// How a process ended: its exit code, and what there is to complain about.
struct Ending {
  int code = 0;
  std::string complaint = {};
};

/// This process among those that a launcher (mpirun, srun) started to share one run; alone, it is rank 0 of one. Rank 0
/// owns the schedule, judges and writes; the others sample for it, say nothing and write nothing, and end with its exit
/// code.
class Ranks {
 public:
  Ranks() = default;
  /// Those at the port.
  explicit Ranks(std::unique_ptr<MessagePort> port) : port_(std::move(port)) {}

  /// The ranks of this process.
  static Ranks& of_process();

  /// Meets the others, where the environment says that a launcher started several; otherwise MPI is not touched. The
  /// standard output of the others leads nowhere from here on. Throws UsageError where several were started and cannot
  /// meet: in a build without MPI, or with the MPI of another launcher. MONGECARLO_MPI=never keeps them apart.
  void join();
  /// Rank 0 tells the others its exit code, the others tell rank 0 how they ended, and nobody leaves before all are
  /// here. Returns the exit code of all.
  int leave(const Ending& ending);

  int size() const { return port_ ? port_->size() : 1; }
  int rank() const { return port_ ? port_->rank() : 0; }
  bool is_alone() const { return size() == 1; }
  bool is_guest() const { return rank() > 0; }
  MessagePort& port() { return *port_; }
  /// From rank 0 to every other.
  void send_to_others(const std::string& bytes);
  /// Counts the runs of this process, which all ranks make in the same order.
  int next_run() { return ++runs_; }
  /// What arrived while the ranks worked need not be waited for: on a guest its exit code, on rank 0 that one has left.
  void note_exit_code(int code) { told_code_ = code; }
  void note_left() { ++left_; }

 private:
  int leave_as_host(int code);
  int leave_as_guest(const Ending& ending);

  std::unique_ptr<MessagePort> port_;
  int runs_ = 0;
  int left_ = 0;
  int told_code_ = -1;
};

/// Something went wrong on another rank, and ends the run.
class RankError : public std::exception {
 public:
  RankError(int rank, Ending ending);
  const char* what() const noexcept override { return ending_.complaint.c_str(); }
  int code() const { return ending_.code; }

 private:
  Ending ending_;
};

}  // namespace mongecarlo
