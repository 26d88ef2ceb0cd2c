#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "mongecarlo/base/certified.hpp"

namespace mongecarlo {

/// The records of consecutive replicates, and which of them threw what. A replicate that threw, or gave no number,
/// leaves the enclosure of all numbers: every judge reads it as "could be anything", so no verdict leans on its
/// absence.
struct Block {
  std::vector<Certified> records;
  std::vector<std::pair<std::uint64_t, std::string>> thrown;  ///< replicate index and text
};

/// Which block of a run: `cell` counts the cells of all claims of the simulation (each claim's arm, then its twin),
/// whether they are run or not.
struct BlockId {
  std::uint64_t cell = 0;
  std::uint64_t block = 0;
  auto operator<=>(const BlockId&) const = default;
};

/// How the replicates [0, horizon) of a cell are cut into blocks: about 64 of them, of 1 to 4096 replicates. A function
/// of the horizon alone, so that blocks mean the same to every process and to every later run.
class BlockLayout {
 public:
  /// horizon >= 1.
  explicit BlockLayout(std::uint64_t horizon);
  std::uint64_t horizon() const { return horizon_; }
  std::uint64_t block_size() const { return block_size_; }
  std::uint64_t blocks() const { return (horizon_ - 1) / block_size_ + 1; }
  /// Replicates [first, second) of a block.
  std::pair<std::uint64_t, std::uint64_t> extent(std::uint64_t block) const;

 private:
  std::uint64_t horizon_, block_size_;
};

/// Every `step`-th block from `first` on: what one of `step` shards samples of a cell. All of them by default.
struct BlockStripe {
  std::uint64_t first = 0;
  std::uint64_t step = 1;
  /// How many of `blocks` blocks it has.
  std::uint64_t count(std::uint64_t blocks) const { return blocks > first ? (blocks - first - 1) / step + 1 : 0; }
  std::uint64_t block(std::uint64_t position) const { return first + position * step; }
};

}  // namespace mongecarlo
