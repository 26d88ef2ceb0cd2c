#include <cmath>
#include <map>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/block_bytes.hpp"
#include "mongecarlo/io/collected_part.hpp"
#include "mongecarlo/io/crc32c.hpp"
#include "mongecarlo/io/little_endian.hpp"
#include "mongecarlo/io/merged_parts.hpp"
#include "mongecarlo/io/part_format.hpp"
#include "mongecarlo/io/part_identity.hpp"
#include "reader_target.hpp"

namespace mongecarlo::testing {
namespace {

constexpr const char* kIdentity = R"({"simulation": "toy", "seed": "1"})";
constexpr std::uint64_t kHorizons[] = {16, 5, 300};

void put_check(std::string& bytes, std::size_t at, std::string_view over) {
  std::string check;
  append_little_endian(check, crc32c(over));
  bytes.replace(at, check.size(), check);
}

/// The bytes with every check made right, as far as they have the form of a part: no fuzzer guesses a checksum.
std::string with_right_checks(std::string bytes) {
  const std::string_view view = bytes;
  if (bytes.size() < kPartPreamble) return bytes;
  put_check(bytes, 24, view.substr(0, 24));
  std::size_t at = kPartPreamble;
  std::uint64_t length = little_endian_at<std::uint32_t>(view, 20);
  if (length + 4 > bytes.size() - at) return bytes;
  put_check(bytes, at + length, view.substr(at, length));
  for (at += length + 4; bytes.size() - at >= 8; at += 12 + length) {
    length = little_endian_at<std::uint32_t>(view, at);
    put_check(bytes, at + 4, view.substr(at, 4));
    if (12 + length > bytes.size() - at) break;
    put_check(bytes, at + 8 + length, view.substr(at + 8, length));
  }
  return bytes;
}

std::string fault_of(const Block& block, std::uint64_t extent) {
  if (block.records.size() != extent) return "a block with too few or too many records";
  for (const Certified& record : block.records)
    if (std::isnan(record.lower) || std::isnan(record.upper)) return "a record that is not a number";
  if (block.thrown.size() > extent) return "more replicates thrown than there are";
  return "";
}

/// What is wrong with the blocks of a part, or "". Written out and read again they must be the same bytes.
std::string fault_of(PartReader& part) {
  CollectedPart copy;
  std::map<BlockId, std::string> written;
  for (const BlockId& id : part.ids()) {
    const auto [first, end] = BlockLayout(kHorizons[id.cell]).extent(id.block);
    const std::optional<Block> block = part.find(id);
    if (!block) return "a block that is listed and not there";
    if (std::string fault = fault_of(*block, end - first); !fault.empty()) return fault;
    copy.keep(id, *block);
    written[id] = block_bytes(id, *block);
  }
  PartReader again(bytes_of_text(copy.take(part.identity())), "copy.part");
  again.scan(kHorizons);
  if (again.torn_bytes() != 0 || again.ids().size() != written.size()) return "blocks are lost when they are written";
  for (const auto& [id, bytes] : written)
    if (again.bytes_of(id) != bytes) return "another block rewritten";
  return "";
}

std::string read_part(const std::string& bytes) {
  try {
    PartReader part(bytes_of_text(bytes), "run.part");
    part.scan(kHorizons);
    if (part.end() > bytes.size()) return "a part that ends behind its end";
    if (std::string fault = fault_of(part); !fault.empty()) return fault;
    check_same_identity(part.identity(), kIdentity, "run.part");
    std::vector<PartReader> twice;
    for (const char* name : {"one.part", "two.part"}) twice.emplace_back(bytes_of_text(bytes), name);
    return MergedParts(std::move(twice), kIdentity, kHorizons).size() == part.ids().size() ? "" : "merging changes blocks";
  } catch (const DataError& error) {
    return std::string_view(error.what()).empty() ? "refused without a word" : "";
  }
}

}  // namespace

std::string read_as_checkpoint(const std::string& bytes) {
  const std::string fault = read_part(bytes);
  return fault.empty() ? read_part(with_right_checks(bytes)) : fault;
}

}  // namespace mongecarlo::testing
