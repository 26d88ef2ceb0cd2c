#pragma once
#include <atomic>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mongecarlo/experiment/block_store.hpp"
#include "mongecarlo/io/part_reader.hpp"

namespace mongecarlo {

/// The blocks of several parts of one run, as one store. What is sampled beside them is counted and not kept.
class MergedParts final : public BlockStore {
 public:
  /// Throws DataError for a part that is of another run or broken, and for a block that two parts have differently;
  /// IoError for a file that cannot be read. The same part twice is no error.
  MergedParts(std::vector<PartReader> parts, const std::string& identity, std::span<const std::uint64_t> horizons);

  std::optional<Block> find(const BlockId& id) override;
  void keep(const BlockId& id, const Block& block) override;

  /// Different blocks that are there.
  std::size_t size() const { return owners_.size(); }
  /// Blocks that were sampled because no part has them.
  std::uint64_t missing() const { return missing_; }
  /// Parts whose last block is torn.
  std::vector<std::string> torn() const;

 private:
  void add(std::size_t part, const BlockId& id);

  std::vector<PartReader> parts_;
  std::map<BlockId, std::size_t> owners_;
  std::mutex mutex_;
  std::atomic<std::uint64_t> missing_{0};
};

}  // namespace mongecarlo
