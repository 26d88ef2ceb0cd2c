#include "mongecarlo/io/block_bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/little_endian.hpp"

namespace mongecarlo {
namespace {

constexpr std::uint8_t kHasUppers = 1, kHasTerminations = 2;
constexpr Termination kLastTermination = Termination::interrupted;

std::uint64_t bits(double number) { return std::bit_cast<std::uint64_t>(number); }

std::uint8_t form_of(const Block& block) {
  const auto any = [&](auto is_so) { return std::any_of(block.records.begin(), block.records.end(), is_so); };
  std::uint8_t form = 0;
  if (any([](const Certified& record) { return bits(record.lower) != bits(record.upper); })) form |= kHasUppers;
  if (any([](const Certified& record) { return record.termination != Termination::converged; }))
    form |= kHasTerminations;
  return form;
}

void append_thrown(std::string& bytes, const Block& block) {
  for (const auto& [replicate, text] : block.thrown) {
    append_little_endian(bytes, replicate);
    append_little_endian(bytes, static_cast<std::uint32_t>(text.size()));
    bytes += text;
  }
}

/// Takes values off the front of bytes, and complains where there are too few.
class BlockParser {
 public:
  BlockParser(std::string_view bytes, const std::string& where) : rest_(bytes), where_(where) {}

  template <class Integer>
  Integer integer() {
    return little_endian_at<Integer>(take(sizeof(Integer)), 0);
  }
  double number() {
    const auto value = std::bit_cast<double>(integer<std::uint64_t>());
    if (std::isnan(value)) refuse("a record is not a number");
    return value;
  }
  Termination termination() {
    const auto value = integer<std::uint8_t>();
    if (value > static_cast<std::uint8_t>(kLastTermination)) refuse(fmt::format("{} is no termination", value));
    return static_cast<Termination>(value);
  }
  std::string_view take(std::size_t count) {
    if (rest_.size() < count) refuse("the block is too short for what it says of itself");
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  bool is_at_end() const { return rest_.empty(); }
  [[noreturn]] void refuse(const std::string& what) const { throw DataError(where_, what); }

 private:
  std::string_view rest_;
  const std::string& where_;
};

void parse_records(BlockParser& parser, std::uint8_t form, std::vector<Certified>& records) {
  for (Certified& record : records) record = parser.number();
  if (form & kHasUppers)
    for (Certified& record : records) record.upper = parser.number();
  if (form & kHasTerminations)
    for (Certified& record : records) record.termination = parser.termination();
}

void parse_thrown(BlockParser& parser, std::uint32_t count, const std::pair<std::uint64_t, std::uint64_t>& extent,
                  Block& block) {
  std::uint64_t least = extent.first;
  for (std::uint32_t i = 0; i < count; ++i) {
    const auto replicate = parser.integer<std::uint64_t>();
    if (replicate < least || replicate >= extent.second)
      parser.refuse(fmt::format("replicate {} is out of place", replicate));
    least = replicate + 1;
    block.thrown.emplace_back(replicate, parser.take(parser.integer<std::uint32_t>()));
  }
}

}  // namespace

std::string block_bytes(const BlockId& id, const Block& block) {
  const std::uint8_t form = form_of(block);
  std::string bytes;
  bytes.reserve(32 + block.records.size() * 17);
  append_little_endian(bytes, id.cell);
  append_little_endian(bytes, id.block);
  append_little_endian(bytes, static_cast<std::uint32_t>(block.records.size()));
  append_little_endian(bytes, static_cast<std::uint32_t>(block.thrown.size()));
  append_little_endian(bytes, form);
  for (const Certified& record : block.records) append_little_endian(bytes, bits(record.lower));
  if (form & kHasUppers)
    for (const Certified& record : block.records) append_little_endian(bytes, bits(record.upper));
  if (form & kHasTerminations)
    for (const Certified& record : block.records)
      append_little_endian(bytes, static_cast<std::uint8_t>(record.termination));
  append_thrown(bytes, block);
  return bytes;
}

BlockId parse_block_id(std::string_view bytes, const std::string& where) {
  BlockParser parser(bytes, where);
  const auto cell = parser.integer<std::uint64_t>();
  return {cell, parser.integer<std::uint64_t>()};
}

Block parse_block(std::string_view bytes, const std::pair<std::uint64_t, std::uint64_t>& extent,
                  const std::string& where) {
  BlockParser parser(bytes, where);
  parser.take(16);  // the id
  const auto records = parser.integer<std::uint32_t>(), thrown = parser.integer<std::uint32_t>();
  const auto form = parser.integer<std::uint8_t>();
  const std::uint64_t wanted = extent.second - extent.first;
  if (records != wanted) parser.refuse(fmt::format("the block has {} records, and should have {}", records, wanted));
  if (form > (kHasUppers | kHasTerminations)) parser.refuse(fmt::format("{} is no form of a block", form));
  Block block{std::vector<Certified>(records), {}};
  parse_records(parser, form, block.records);
  parse_thrown(parser, thrown, extent, block);
  if (!parser.is_at_end()) parser.refuse("the block is longer than what it says of itself");
  return block;
}

}  // namespace mongecarlo
