#include "mongecarlo/experiment/worker.hpp"

#include <chrono>
#include <cmath>
#include <stdexcept>

namespace mongecarlo {
namespace {

using Clock = std::chrono::steady_clock;

// A worker that moves on to a new cell will rarely come back: workspaces of at most a few cells are kept.
constexpr std::size_t kMostReplicates = 4;

// One replicate. Nothing but std::domain_error may stop it, and that is recorded.
Certified sample_one(const Replicate& replicate, const Stream& stream, Block& block) {
  try {
    const Certified record = replicate(stream);
    if (!std::isnan(record.lower) && !std::isnan(record.upper)) return record;
    block.thrown.emplace_back(stream.replicate(), "value is not a number");
  } catch (const std::domain_error& error) {
    block.thrown.emplace_back(stream.replicate(), error.what());
  }
  return missing_record();
}

}  // namespace

bool Worker::should_stop() const {
  return source_.is_stopped() || (interrupt_ && interrupt_->load(std::memory_order_relaxed));
}

Replicate& Worker::replicate_of(std::size_t cell) {
  if (last_ != cell) {
    if (replicates_.size() >= kMostReplicates) replicates_.clear();
    last_ = cell;
  }
  Replicate& replicate = replicates_[cell];
  if (!replicate) replicate = cells_[cell]->cell().make_replicate();
  return replicate;
}

// Nothing when the run was stopped before the end of the block.
std::optional<Block> Worker::sample(const Task& task) {
  const Replicate& replicate = replicate_of(task.cell);
  const CellRun& run = *cells_[task.cell];
  const auto [first, last] = run.extent(task.block);
  Block block;
  block.records.reserve(last - first);
  for (std::uint64_t index = first; index < last; ++index) {
    if (should_stop()) return std::nullopt;
    block.records.push_back(sample_one(replicate, run.stream(index), block));
  }
  return block;
}

void Worker::work() {
  while (const auto task = source_.next(last_)) {
    const auto begin = Clock::now();
    std::optional<Block> block = sample(*task);
    if (!block) return;
    source_.deposit(*task, std::move(*block), std::chrono::duration<double>(Clock::now() - begin).count());
  }
}

}  // namespace mongecarlo
