#include "driver/run_checkpoint.hpp"

#include <fmt/format.h>

#include "driver/terminal.hpp"
#include "mongecarlo/base/errors.hpp"

namespace mongecarlo {

RunCheckpoint::RunCheckpoint(const Simulation& simulation, const RunIdentity& identity, const RunSettings& settings) {
  if (settings.checkpoint.empty()) return;
  file_ = fmt::format("{}/{}{}", settings.checkpoint, simulation.name, part_suffix(settings));
  checkpoint_ = std::make_unique<Checkpoint>(file_, identity.text, identity.horizons);
  if (checkpoint_->found() > 0 && !settings.is_quiet)
    print_error(fmt::format("{}: goes on from {} blocks in {}\n", simulation.name, checkpoint_->found(), file_));
}

bool RunCheckpoint::complain() {
  if (has_complained_ || !checkpoint_ || !checkpoint_->failure()) return false;
  has_complained_ = true;
  print_error(fmt::format("{}: {}; the run goes on without it\n", file_, *checkpoint_->failure()));
  return true;
}

void RunCheckpoint::close() {
  if (!checkpoint_) return;
  checkpoint_->flush();
  const auto failure = checkpoint_->failure();
  if (failure)
    throw IoError(IoError::Kind::write_failed, file_,
                  *failure + "; what was sampled since is not in the checkpoint (the output is written)");
}

std::string part_suffix(const RunSettings& settings) {
  if (!settings.shard) return ".part";
  return fmt::format(".{}-of-{}.part", settings.shard->index, settings.shard->count);
}

}  // namespace mongecarlo
