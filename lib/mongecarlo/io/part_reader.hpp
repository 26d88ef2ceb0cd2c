#pragma once
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "mongecarlo/experiment/block.hpp"
#include "mongecarlo/io/byte_source.hpp"

namespace mongecarlo {

/// Reads a part (part_format.hpp). Blocks stay in the file, and are read when they are asked for: about 80 bytes of
/// memory for each. Everything throws DataError, naming the file and the byte, and IoError. Not thread-safe.
class PartReader {
 public:
  /// Reads the header. `name` is the file in errors.
  PartReader(std::unique_ptr<ByteSource> source, std::string name);

  const std::string& name() const { return name_; }
  const std::string& identity() const { return identity_; }

  /// Reads every block once and looks whether it is whole and could be one of a run with these horizons. A last block
  /// that is torn is left out: the file was cut off, or its writer killed. O(size of the file).
  void scan(std::span<const std::uint64_t> horizons);
  /// Where the last whole block ends, and how much there is after it: 0 unless it is torn.
  std::uint64_t end() const { return end_; }
  std::uint64_t torn_bytes() const { return source_->size() - end_; }

  std::vector<BlockId> ids() const;
  bool has(const BlockId& id) const { return places_.contains(id); }
  std::optional<Block> find(const BlockId& id);
  /// The bytes of a block that is there (block_bytes.hpp).
  std::string bytes_of(const BlockId& id);

 private:
  struct Place {
    std::uint64_t offset;
    std::uint32_t length;
  };
  void read_header();
  bool scan_block(class ScanWindow& window);
  void add(const BlockId& id, const Place& place, const std::string& bytes);
  std::string place_name(std::uint64_t offset) const;
  std::pair<std::uint64_t, std::uint64_t> extent_of(const BlockId& id, const std::string& where) const;

  std::unique_ptr<ByteSource> source_;
  std::string name_, identity_;
  std::uint64_t end_ = 0;
  std::vector<std::uint64_t> horizons_;
  std::map<BlockId, Place> places_;
};

}  // namespace mongecarlo
