#pragma once
#include <optional>

#include "mongecarlo/experiment/block.hpp"

namespace mongecarlo {

/// Where sampled blocks outlive a run: the runner asks here before it samples a block, and hands over what it sampled.
/// A block is a pure function of the simulation, its design, the seed and the program, so it serves any choice of
/// claims, any error budget and any number of threads. `find` and `keep` are called by several threads at once.
class BlockStore {
 public:
  BlockStore() = default;
  BlockStore(const BlockStore&) = delete;
  BlockStore& operator=(const BlockStore&) = delete;
  virtual ~BlockStore() = default;

  /// The block, where it is there. Its records are those of the block's extent, all of them.
  virtual std::optional<Block> find(const BlockId& id) = 0;
  /// Takes a block that was sampled.
  virtual void keep(const BlockId& id, const Block& block) = 0;
  /// Brings what was kept to where it survives the process. Called a few times a second, from one thread.
  virtual void flush() {}
};

}  // namespace mongecarlo
