#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "mongecarlo/experiment/block.hpp"
#include "mongecarlo/experiment/outcome.hpp"

namespace mongecarlo {

/// One cell being sampled and judged. The size of a block depends on the horizon alone, and blocks are judged in order:
/// what comes out is a function of (cell, budget, key). Not thread-safe: the runner lets one thread at a time judge.
///
/// A run of a stripe samples for others to judge: it stops, complete, where its own blocks alone would have decided.
class CellRun {
 public:
  /// `label` names the stream and the cell in failures, `ordinal` the cell among all of the simulation. Throws
  /// std::logic_error for a cell without functions or replicates.
  CellRun(const Cell& cell, std::string label, StreamKey key, const ErrorBudget& budget, std::uint64_t ordinal = 0,
          BlockStripe stripe = {});

  const Cell& cell() const { return *cell_; }
  std::uint64_t block_size() const { return layout_.block_size(); }
  /// Blocks of the stripe; below they go by their position in it.
  std::uint64_t blocks() const { return stripe_.count(layout_.blocks()); }
  BlockId id(std::uint64_t position) const { return {ordinal_, stripe_.block(position)}; }
  /// Replicates [first, second) of a block.
  std::pair<std::uint64_t, std::uint64_t> extent(std::uint64_t position) const {
    return layout_.extent(stripe_.block(position));
  }
  Stream stream(std::uint64_t replicate) const { return Stream(key_, replicate); }
  /// Another judge of the cell.
  JudgePtr make_judge() const { return cell_->make_judge(budget_, cell_->replicates); }

  /// Hands the next block to the judge (made at the first one), and concludes when that decided the cell, was the last
  /// block, or brought too many failures.
  void judge(const Block& block);
  bool is_complete() const { return outcome_.is_complete; }
  /// The outcome so far. A cell that is not complete is inconclusive.
  CellOutcome outcome() const;

 private:
  void tally(const Block& block);
  void count_failure(const std::string& kind, std::uint64_t replicate);
  bool has_too_many_failures() const;
  void complete();
  void conclude();

  const Cell* cell_;
  std::string label_;
  StreamKey key_;
  ErrorBudget budget_;
  std::uint64_t ordinal_;
  BlockLayout layout_;
  BlockStripe stripe_;
  JudgePtr judge_;
  std::uint64_t judged_ = 0;  // blocks
  std::uint64_t thrown_ = 0;
  std::map<std::string, std::size_t> failure_kinds_;  // text without its numbers -> index in outcome_.failures
  CellOutcome outcome_;
};

/// Label of a cell's stream: its own, or "<claim id>/<cell index>". A false twin shares the streams of its claim.
std::string stream_label(const Cell& cell, const std::string& claim, std::size_t index);

/// The record that says nothing.
Certified missing_record();

}  // namespace mongecarlo
