#include "mongecarlo/io/collected_part.hpp"

#include "mongecarlo/io/block_bytes.hpp"
#include "mongecarlo/io/part_format.hpp"

namespace mongecarlo {

std::optional<Block> CollectedPart::find(const BlockId& id) {
  if (!beneath_) return std::nullopt;
  std::optional<Block> block = beneath_->find(id);
  if (block) add(id, *block);
  return block;
}

void CollectedPart::keep(const BlockId& id, const Block& block) {
  add(id, block);
  if (beneath_) beneath_->keep(id, block);
}

void CollectedPart::flush() {
  if (beneath_) beneath_->flush();
}

void CollectedPart::add(const BlockId& id, const Block& block) {
  std::string bytes = part_block(block_bytes(id, block));
  bytes.shrink_to_fit();
  const std::lock_guard lock(mutex_);
  blocks_.insert_or_assign(id, std::move(bytes));
}

std::string CollectedPart::take(const std::string& identity) {
  const std::lock_guard lock(mutex_);
  std::string part = part_header(identity);
  std::size_t size = part.size();
  for (const auto& [id, bytes] : blocks_) size += bytes.size();
  part.reserve(size);
  for (auto block = blocks_.begin(); block != blocks_.end(); block = blocks_.erase(block)) part += block->second;
  return part;
}

}  // namespace mongecarlo
