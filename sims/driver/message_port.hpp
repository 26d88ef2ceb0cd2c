#pragma once
#include <optional>
#include <string>

namespace mongecarlo {

/// Bytes, and the rank that sent them.
struct Message {
  int from = 0;
  std::string bytes;
};

/// Messages between the processes of one run, ranks 0 to size() - 1. Those from one rank to another arrive in the order
/// in which they were sent. One thread at a time may use it.
class MessagePort {
 public:
  virtual ~MessagePort() = default;
  virtual int rank() const = 0;
  virtual int size() const = 0;
  /// Takes the message, and returns before it has left.
  virtual void send(int to, std::string bytes) = 0;
  /// The next message that has arrived; does not wait for one. What was sent moves on with each call.
  virtual std::optional<Message> receive() = 0;
  /// Waits until every rank is here and everything sent has left. Nothing can be sent afterwards.
  virtual void close() = 0;
};

/// What the module of the build that speaks MPI is asked for under the name "mongecarlo_open_port".
using OpenPort = MessagePort*();

}  // namespace mongecarlo
