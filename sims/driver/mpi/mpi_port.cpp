// The only source that knows MPI. It is a module of its own, loaded where a launcher started several processes: a program
// that runs alone starts as fast as without MPI.
#include <mpi.h>

#include <list>
#include <map>
#include <memory>
#include <utility>

#include "driver/message_port.hpp"

namespace mongecarlo {
namespace {

class MpiPort final : public MessagePort {
 public:
  MpiPort() {
    int level = 0;
    MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &level);
    if (level < MPI_THREAD_SERIALIZED) MPI_Abort(MPI_COMM_WORLD, 70);
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &size_);
  }

  int rank() const override { return rank_; }
  int size() const override { return size_; }

  void send(int to, std::string bytes) override {
    forget_what_left();
    std::size_t first = 0;
    for (; bytes.size() - first > kMostEager; first += kMostEager) post(to, bytes.substr(first, kMostEager), kMoreFollows);
    post(to, first == 0 ? std::move(bytes) : bytes.substr(first), kLastPiece);
  }

  std::optional<Message> receive() override {
    forget_what_left();
    int has_arrived = 0;
    MPI_Message arrived;
    MPI_Status status;
    for (;;) {
      MPI_Improbe(MPI_ANY_SOURCE, MPI_ANY_TAG, MPI_COMM_WORLD, &has_arrived, &arrived, &status);
      if (!has_arrived) return std::nullopt;
      int size = 0;
      MPI_Get_count(&status, MPI_BYTE, &size);
      std::string& bytes = arriving_[status.MPI_SOURCE];
      const std::size_t first = bytes.size();
      bytes.resize(first + static_cast<std::size_t>(size));
      MPI_Mrecv(bytes.data() + first, size, MPI_BYTE, &arrived, MPI_STATUS_IGNORE);
      if (status.MPI_TAG == kLastPiece) return Message{status.MPI_SOURCE, std::exchange(bytes, {})};
    }
  }

  void close() override {
    for (Parcel& parcel : leaving_) MPI_Wait(&parcel.request, MPI_STATUS_IGNORE);
    MPI_Finalize();
  }

 private:
  struct Parcel {
    std::string bytes;
    MPI_Request request = MPI_REQUEST_NULL;
  };

  // A message of more than some 4 KB would not leave before the receiver has answered and the sender asks again: a
  // worker's whole block later.
  static constexpr std::size_t kMostEager = 4000;
  static constexpr int kLastPiece = 0, kMoreFollows = 1;  // tags

  void post(int to, std::string bytes, int tag) {
    Parcel& parcel = leaving_.emplace_back();
    parcel.bytes = std::move(bytes);
    MPI_Isend(parcel.bytes.data(), static_cast<int>(parcel.bytes.size()), MPI_BYTE, to, tag, MPI_COMM_WORLD,
              &parcel.request);
  }

  void forget_what_left() {
    while (!leaving_.empty()) {
      int has_left = 0;
      MPI_Test(&leaving_.front().request, &has_left, MPI_STATUS_IGNORE);
      if (!has_left) return;
      leaving_.pop_front();
    }
  }

  int rank_ = 0, size_ = 1;
  std::list<Parcel> leaving_;  // the bytes must stay where they are until they have left
  std::map<int, std::string> arriving_;  // by rank: the pieces that came of a message
};

}  // namespace
}  // namespace mongecarlo

extern "C" mongecarlo::MessagePort* mongecarlo_open_port() { return std::make_unique<mongecarlo::MpiPort>().release(); }
