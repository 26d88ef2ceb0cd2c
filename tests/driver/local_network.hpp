#pragma once
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "driver/message_port.hpp"

namespace mongecarlo {

/// Ranks that are threads of one process: what one sends lies with the other at once.
class LocalNetwork {
 public:
  explicit LocalNetwork(int size) : inboxes_(static_cast<std::size_t>(size)) {}

  std::unique_ptr<MessagePort> port(int rank) { return std::make_unique<Port>(*this, rank); }
  void send(int from, int to, std::string bytes) {
    const std::lock_guard lock(mutex_);
    inboxes_[static_cast<std::size_t>(to)].push_back({from, std::move(bytes)});
  }
  std::optional<Message> receive(int rank) {
    const std::lock_guard lock(mutex_);
    auto& inbox = inboxes_[static_cast<std::size_t>(rank)];
    if (inbox.empty()) return std::nullopt;
    Message message = std::move(inbox.front());
    inbox.pop_front();
    return message;
  }
  /// Messages that nobody took yet.
  std::size_t waiting(int rank) {
    const std::lock_guard lock(mutex_);
    return inboxes_[static_cast<std::size_t>(rank)].size();
  }
  int size() const { return static_cast<int>(inboxes_.size()); }

 private:
  class Port final : public MessagePort {
   public:
    Port(LocalNetwork& network, int rank) : network_(network), rank_(rank) {}
    int rank() const override { return rank_; }
    int size() const override { return network_.size(); }
    void send(int to, std::string bytes) override { network_.send(rank_, to, std::move(bytes)); }
    std::optional<Message> receive() override { return network_.receive(rank_); }
    void close() override {}

   private:
    LocalNetwork& network_;
    int rank_;
  };

  std::mutex mutex_;
  std::vector<std::deque<Message>> inboxes_;
};

}  // namespace mongecarlo
