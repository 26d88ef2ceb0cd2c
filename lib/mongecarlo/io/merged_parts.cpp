#include "mongecarlo/io/merged_parts.hpp"

#include <fmt/format.h>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/part_identity.hpp"

namespace mongecarlo {

MergedParts::MergedParts(std::vector<PartReader> parts, const std::string& identity,
                         std::span<const std::uint64_t> horizons)
    : parts_(std::move(parts)) {
  for (const PartReader& part : parts_) check_same_identity(part.identity(), identity, part.name());
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    parts_[i].scan(horizons);
    for (const BlockId& id : parts_[i].ids()) add(i, id);
  }
}

void MergedParts::add(std::size_t part, const BlockId& id) {
  const auto [owner, is_new] = owners_.try_emplace(id, part);
  if (is_new || parts_[part].bytes_of(id) == parts_[owner->second].bytes_of(id)) return;
  throw DataError(parts_[part].name(), fmt::format("block {} of cell {} is not what it is in {}", id.block, id.cell,
                                                   parts_[owner->second].name()));
}

std::optional<Block> MergedParts::find(const BlockId& id) {
  const auto owner = owners_.find(id);
  if (owner == owners_.end()) return std::nullopt;
  const std::lock_guard lock(mutex_);
  return parts_[owner->second].find(id);
}

void MergedParts::keep(const BlockId&, const Block&) { ++missing_; }

std::vector<std::string> MergedParts::torn() const {
  std::vector<std::string> names;
  for (const PartReader& part : parts_)
    if (part.torn_bytes() > 0) names.push_back(part.name());
  return names;
}

}  // namespace mongecarlo
