#pragma once
#include <cstdint>
#include <optional>
#include <string>

namespace mongecarlo {

/// How far a run has come; `seconds_left` once it can be told.
struct Progress {
  double share = 0;                 ///< in [0, 1]
  std::uint64_t replicates = 0;
  double seconds = 0;
  std::optional<double> seconds_left;
  std::string claim;                ///< a claim under way
};

}  // namespace mongecarlo
