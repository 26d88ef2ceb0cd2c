#include "calibration/batch.hpp"

namespace mongecarlo::calibration {
namespace {

constexpr std::uint64_t kParts = 16;  // of a batch, which is all the same on any number of threads
constexpr double kOverhead = 600;     // what starting and concluding a run takes, in records

double records(const std::vector<Claim>& claims) {
  double count = kOverhead;
  for (const Claim& claim : claims)
    for (const Cell& cell : claim.arm.cells) count += static_cast<double>(cell.replicates);
  return count;
}

}  // namespace

BatchRun::BatchRun(Batch& batch, std::uint64_t seed, Workload& workload)
    : batch_(&batch), parts_(std::make_shared<std::vector<Tally>>(kParts)) {
  for (std::uint64_t part = 0; part < kParts; ++part) {
    const std::uint64_t first = batch.seeds * part / kParts, last = batch.seeds * (part + 1) / kParts;
    const double weight = records(batch.claims) * static_cast<double>(last - first);
    workload.add(batch.label, weight, [&batch, seed, first, last, part, parts = parts_] {
      Tally tally;
      for (std::uint64_t index = first; index < last; ++index)
        tally.add(run_trial(batch.claims, batch.alpha, seed, batch.label, index));
      (*parts)[part] = tally;
    });
  }
}

void BatchRun::finish() {
  for (const Tally& part : *parts_) batch_->tally.add(part);
}

}  // namespace mongecarlo::calibration
