#include "calibration/workload.hpp"

#include <algorithm>
#include <chrono>
#include <exception>
#include <mutex>
#include <thread>

namespace mongecarlo::calibration {

void Workload::add(std::string label, double weight, std::function<void()> work) {
  pieces_.push_back({std::move(label), weight, std::move(work)});
}

bool Workload::execute(int threads, const std::atomic<bool>* interrupt,
                       const std::function<void(const Progress&)>& progress) {
  std::stable_sort(pieces_.begin(), pieces_.end(), [](const Piece& a, const Piece& b) { return a.weight > b.weight; });
  double total = 0, done = 0;
  for (const Piece& piece : pieces_) total += piece.weight;
  const auto start = std::chrono::steady_clock::now();
  std::atomic<std::size_t> next{0};
  std::atomic<bool> is_stopped{false};
  std::mutex mutex;
  std::exception_ptr fault;
  const auto report = [&](const Piece& piece) {
    const std::lock_guard lock(mutex);
    done += piece.weight;
    if (!progress) return;
    Progress now;
    now.share = done / total;
    now.replicates = static_cast<std::uint64_t>(done);
    now.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    now.seconds_left = now.seconds * (total - done) / done;
    now.claim = piece.label;
    progress(now);
  };
  const auto work = [&] {
    for (std::size_t k = next++; k < pieces_.size() && !is_stopped; k = next++) {
      if (interrupt && interrupt->load()) is_stopped = true;
      if (is_stopped) return;
      try {
        pieces_[k].work();
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!fault) fault = std::current_exception();
        is_stopped = true;
        return;
      }
      report(pieces_[k]);
    }
  };
  {
    std::vector<std::jthread> workers;
    for (int i = 0; i < threads; ++i) workers.emplace_back(work);
  }
  if (fault) std::rethrow_exception(fault);
  return !is_stopped;
}

}  // namespace mongecarlo::calibration
