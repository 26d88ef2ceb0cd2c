#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "calibration/tally.hpp"
#include "calibration/workload.hpp"

namespace mongecarlo::calibration {

/// The same claims run from many seeds.
struct Batch {
  std::string label;  ///< names the seeds, too
  std::vector<Claim> claims;
  double alpha = 0.05;
  std::uint64_t seeds = 0;
  Tally tally = {};  ///< what came out, once the workload was executed
};

/// Adds the runs of a batch, which must stay where it is; `finish` of it afterwards makes its tally.
class BatchRun {
 public:
  BatchRun(Batch& batch, std::uint64_t seed, Workload& workload);
  void finish();

 private:
  Batch* batch_;
  std::shared_ptr<std::vector<Tally>> parts_;
};

}  // namespace mongecarlo::calibration
