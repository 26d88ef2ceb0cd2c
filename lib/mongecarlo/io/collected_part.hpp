#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "mongecarlo/experiment/block_store.hpp"

namespace mongecarlo {

/// The blocks of a shard, gathered in memory as they are written (8 to 17 bytes a replicate) and put in order at the
/// end.
class CollectedPart final : public BlockStore {
 public:
  /// Blocks are looked up and kept in `beneath` too, a checkpoint; null: nowhere else.
  explicit CollectedPart(BlockStore* beneath = nullptr) : beneath_(beneath) {}

  std::optional<Block> find(const BlockId& id) override;
  void keep(const BlockId& id, const Block& block) override;
  void flush() override;

  /// The part (part_format.hpp), its blocks in the order of their ids; gathers anew from here on.
  std::string take(const std::string& identity);

 private:
  void add(const BlockId& id, const Block& block);

  BlockStore* beneath_;
  std::mutex mutex_;
  std::map<BlockId, std::string> blocks_;
};

}  // namespace mongecarlo
