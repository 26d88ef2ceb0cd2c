#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "mongecarlo/experiment/outcome.hpp"

namespace mongecarlo {

/// The records of consecutive replicates, and which of them threw what. A replicate that threw, or gave no number,
/// leaves the enclosure of all numbers: every judge reads it as "could be anything", so no verdict leans on its
/// absence.
struct Block {
  std::vector<Certified> records;
  std::vector<std::pair<std::uint64_t, std::string>> thrown;  ///< replicate index and text
};

/// One cell being sampled and judged. The size of a block depends on the horizon alone, and blocks are judged in order:
/// what comes out is a function of (cell, budget, key). Not thread-safe: the runner lets one thread at a time judge.
class CellRun {
 public:
  /// `label` names the stream and the cell in failures. Throws std::logic_error for a cell without functions or
  /// replicates.
  CellRun(const Cell& cell, std::string label, StreamKey key, const ErrorBudget& budget);

  const Cell& cell() const { return *cell_; }
  std::uint64_t block_size() const { return block_size_; }
  std::uint64_t blocks() const { return (cell_->replicates + block_size_ - 1) / block_size_; }
  /// Replicates [first, second) of a block.
  std::pair<std::uint64_t, std::uint64_t> extent(std::uint64_t block) const;
  Stream stream(std::uint64_t replicate) const { return Stream(key_, replicate); }

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
  void conclude();

  const Cell* cell_;
  std::string label_;
  StreamKey key_;
  ErrorBudget budget_;
  std::uint64_t block_size_;
  JudgePtr judge_;
  std::uint64_t judged_ = 0;  // replicates
  std::uint64_t thrown_ = 0;
  std::map<std::string, std::size_t> failure_kinds_;  // text without its numbers -> index in outcome_.failures
  CellOutcome outcome_;
};

/// Label of a cell's stream: its own, or "<claim id>/<cell index>". A false twin shares the streams of its claim.
std::string stream_label(const Cell& cell, const std::string& claim, std::size_t index);

/// The record that says nothing.
Certified missing_record();

}  // namespace mongecarlo
