#include "mongecarlo/io/part_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/block_bytes.hpp"
#include "mongecarlo/io/crc32c.hpp"
#include "mongecarlo/io/little_endian.hpp"
#include "mongecarlo/io/part_format.hpp"

namespace mongecarlo {

namespace {
constexpr std::size_t kAtOnce = 1 << 18;
constexpr std::size_t kHead = 8, kTail = 4;  // of a block, around its bytes
}  // namespace

/// Bytes of a source from front to back, many at once.
class ScanWindow {
 public:
  ScanWindow(ByteSource& source, std::uint64_t start) : source_(source), start_(start) {}

  /// The next `count` bytes, or as many as there are.
  std::string_view peek(std::size_t count) {
    if (at_ + count > bytes_.size()) {
      start_ += at_;
      at_ = 0;
      bytes_ = source_.read(start_, std::max(count, kAtOnce));
    }
    return std::string_view(bytes_).substr(std::min(at_, bytes_.size()), count);
  }
  void skip(std::size_t count) { at_ += count; }
  std::uint64_t offset() const { return start_ + at_; }
  std::uint64_t left() const { return source_.size() - offset(); }
  bool has_zeros_only() {
    while (left() > 0) {
      const std::string_view bytes = peek(std::min<std::uint64_t>(left(), kAtOnce));
      if (bytes.empty() || bytes.find_first_not_of('\0') != std::string_view::npos) return bytes.empty();
      skip(bytes.size());
    }
    return true;
  }

 private:
  ByteSource& source_;
  std::uint64_t start_;
  std::size_t at_ = 0;
  std::string bytes_;
};

PartReader::PartReader(std::unique_ptr<ByteSource> source, std::string name)
    : source_(std::move(source)), name_(std::move(name)) {
  read_header();
}

std::string PartReader::place_name(std::uint64_t offset) const { return fmt::format("{}: byte {}", name_, offset); }

void PartReader::read_header() {
  const std::string preamble = source_->read(0, kPartPreamble);
  if (!std::string_view(preamble).starts_with(kPartMagic.substr(0, preamble.size())) || preamble.empty())
    throw DataError(name_, "is no part of a run");
  if (preamble.size() < kPartPreamble) throw DataError(name_, "ends within its header");
  const auto version = little_endian_at<std::uint32_t>(preamble, 16),
             length = little_endian_at<std::uint32_t>(preamble, 20);
  if (crc32c(std::string_view(preamble).substr(0, 24)) != little_endian_at<std::uint32_t>(preamble, 24) ||
      length > kLongestIdentity)
    throw DataError(name_, "its header is broken");
  if (version != kPartVersion)
    throw DataError(name_, fmt::format("is of format version {}, this program reads {}", version, kPartVersion));
  identity_ = source_->read(kPartPreamble, length + kTail);
  if (identity_.size() < length + kTail) throw DataError(name_, "ends within its header");
  const auto check = little_endian_at<std::uint32_t>(identity_, length);
  identity_.resize(length);
  if (crc32c(identity_) != check) throw DataError(name_, "its header is broken");
  end_ = kPartPreamble + length + kTail;
}

void PartReader::scan(std::span<const std::uint64_t> horizons) {
  horizons_.assign(horizons.begin(), horizons.end());
  ScanWindow window(*source_, end_);
  while (scan_block(window)) end_ = window.offset();
}

// False at the end, and where the last block is torn.
bool PartReader::scan_block(ScanWindow& window) {
  const std::uint64_t offset = window.offset();
  const std::string head(window.peek(kHead));
  if (head.size() < kHead) return false;
  const auto length = little_endian_at<std::uint32_t>(head, 0);
  if (crc32c(std::string_view(head).substr(0, 4)) != little_endian_at<std::uint32_t>(head, 4)) {
    // A machine that went down may leave the file longer than what was written: zeros.
    if (window.has_zeros_only()) return false;
    throw DataError(place_name(offset), "the block is broken: the check of its length is wrong");
  }
  const std::uint64_t whole = kHead + std::uint64_t{length} + kTail;
  if (window.left() < whole) return false;
  const bool is_last = window.left() == whole;
  const std::string_view block = window.peek(whole);
  if (block.size() < whole) return false;  // cut off while it was read
  const std::string bytes(block.substr(kHead, length));
  const auto check = little_endian_at<std::uint32_t>(block, kHead + length), found = crc32c(bytes);
  if (check != found) {
    if (is_last) return false;
    throw DataError(place_name(offset),
                    fmt::format("the block is broken: its check is {:08x}, not {:08x}", found, check));
  }
  const std::string where = place_name(offset);
  const BlockId id = parse_block_id(bytes, where);
  parse_block(bytes, extent_of(id, where), where);
  add(id, {offset, length}, bytes);
  window.skip(whole);
  return true;
}

std::pair<std::uint64_t, std::uint64_t> PartReader::extent_of(const BlockId& id, const std::string& where) const {
  if (id.cell >= horizons_.size()) throw DataError(where, fmt::format("there is no cell {}", id.cell));
  const BlockLayout layout(horizons_[id.cell]);
  if (id.block >= layout.blocks()) throw DataError(where, fmt::format("cell {} has no block {}", id.cell, id.block));
  return layout.extent(id.block);
}

void PartReader::add(const BlockId& id, const Place& place, const std::string& bytes) {
  const auto [known, is_new] = places_.try_emplace(id, place);
  if (!is_new && bytes_of(id) != bytes)
    throw DataError(place_name(place.offset), fmt::format("block {} of cell {} is not what it is at byte {}", id.block,
                                                          id.cell, known->second.offset));
}

std::vector<BlockId> PartReader::ids() const {
  std::vector<BlockId> ids;
  for (const auto& [id, place] : places_) ids.push_back(id);
  return ids;
}

std::string PartReader::bytes_of(const BlockId& id) {
  const Place& place = places_.at(id);
  std::string bytes = source_->read(place.offset + kHead, place.length + kTail);
  const bool is_whole = bytes.size() == place.length + kTail;
  const std::uint32_t check = is_whole ? little_endian_at<std::uint32_t>(bytes, place.length) : 0;
  bytes.resize(place.length);
  if (!is_whole || crc32c(bytes) != check)
    throw DataError(place_name(place.offset), "the block has changed since it was first read");
  return bytes;
}

std::optional<Block> PartReader::find(const BlockId& id) {
  const auto known = places_.find(id);
  if (known == places_.end()) return std::nullopt;
  const std::string where = place_name(known->second.offset);
  return parse_block(bytes_of(id), extent_of(id, where), where);
}

}  // namespace mongecarlo
