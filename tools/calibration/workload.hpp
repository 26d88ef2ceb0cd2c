#pragma once
#include <atomic>
#include <functional>
#include <string>
#include <vector>

#include "mongecarlo/experiment/progress.hpp"

namespace mongecarlo::calibration {

/// Pieces of work that each write to a place of their own, so that what comes out does not depend on who did which
/// piece when.
class Workload {
 public:
  /// `weight`: about how many records it takes; heavy pieces are done first.
  void add(std::string label, double weight, std::function<void()> work);

  /// On so many threads. False when `interrupt` was raised before the end; what a piece throws ends it all.
  bool execute(int threads, const std::atomic<bool>* interrupt, const std::function<void(const Progress&)>& progress);

 private:
  struct Piece {
    std::string label;
    double weight;
    std::function<void()> work;
  };
  std::vector<Piece> pieces_;
};

}  // namespace mongecarlo::calibration
