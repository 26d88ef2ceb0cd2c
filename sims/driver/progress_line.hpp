#pragma once
#include <string>

#include "mongecarlo/experiment/runner.hpp"

namespace mongecarlo {

/// Progress on standard error: one line rewritten on a terminal, a line now and then otherwise.
class ProgressLine {
 public:
  /// `name` stands before the bar.
  explicit ProgressLine(std::string name);
  ~ProgressLine() { clear(); }
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void show(const Progress& progress);
  /// Wipes the line from the terminal; called before anything else is written there.
  void clear();

 private:
  std::string name_;
  bool is_terminal_;
  double shown_at_ = 0;  // seconds into the run
  std::size_t shown_width_ = 0;
};

/// "[####......]  41%  1.2e4 replicates/s  12 s left  claim.id"
std::string progress_text(const Progress& progress);

}  // namespace mongecarlo
