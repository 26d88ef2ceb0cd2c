#pragma once
#include <memory>
#include <string>

#include "driver/run_identity.hpp"
#include "driver/run_settings.hpp"
#include "mongecarlo/io/checkpoint.hpp"

namespace mongecarlo {

/// What --checkpoint asks for, which may be nothing: the file <folder>/<simulation>.part (for a shard .I-of-N.part).
class RunCheckpoint {
 public:
  /// None.
  RunCheckpoint() = default;
  /// Opens the one that the settings ask for, if any, and says on standard error what was found there. Throws what
  /// Checkpoint throws.
  RunCheckpoint(const Simulation& simulation, const RunIdentity& identity, const RunSettings& settings);

  /// Null where none was asked for.
  BlockStore* store() const { return checkpoint_.get(); }
  /// Says on standard error, once, that the file cannot be written any longer; true where it just did. The run goes on.
  bool complain();
  /// Writes what is left. Throws IoError (write_failed) where not everything could be kept.
  void close();

 private:
  std::string file_;
  std::unique_ptr<Checkpoint> checkpoint_;
  bool has_complained_ = false;
};

/// What follows the name of a simulation in the name of its part: ".part", of a shard ".2-of-5.part".
std::string part_suffix(const RunSettings& settings);

}  // namespace mongecarlo
