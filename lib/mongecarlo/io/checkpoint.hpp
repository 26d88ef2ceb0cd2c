#pragma once
#include <chrono>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>

#include "mongecarlo/experiment/block_store.hpp"
#include "mongecarlo/io/descriptor.hpp"
#include "mongecarlo/io/part_reader.hpp"

namespace mongecarlo {

/// The blocks of a run in a file that grows with it (part_format.hpp): a run that was killed finds them again.
///
/// What is kept gathers in memory until `flush` writes it, and is on the disk itself a second later; memory does not
/// grow with the file. One process at a time has the file. A write that fails (a full disk) ends the keeping and not
/// the run: the file is cut back to its last whole block, and `failure` tells.
class Checkpoint final : public BlockStore {
 public:
  /// Opens the file, or makes it with its folder. Throws IoError (cannot_create) where that is not possible or another
  /// process has the file, DataError where it is no part, is broken or is of another run; it is not touched then. A
  /// last block that is torn is cut off.
  Checkpoint(const std::string& file, const std::string& identity, std::span<const std::uint64_t> horizons);
  /// Flushes, and waits for the disk.
  ~Checkpoint() override;

  std::optional<Block> find(const BlockId& id) override;
  void keep(const BlockId& id, const Block& block) override;
  void flush() override;

  /// Blocks that were there when it was opened.
  std::size_t found() const { return found_; }
  /// Why keeping ended, if it did.
  std::optional<std::string> failure() const;

 private:
  void start(const std::string& header);
  void write(const std::string& bytes);
  void synchronise();
  void fail(const char* doing);

  std::string file_;
  Descriptor descriptor_;
  std::unique_ptr<PartReader> reader_;  // of what was there
  std::size_t found_ = 0;
  std::uint64_t end_ = 0;   // of what is written whole
  std::mutex write_mutex_;  // held while writing; taken before mutex_
  bool is_synchronised_ = true;
  std::chrono::steady_clock::time_point synchronised_at_{};
  mutable std::mutex mutex_;  // of the members below, and of the reader
  std::string pending_;
  std::optional<std::string> failure_;
};

}  // namespace mongecarlo
