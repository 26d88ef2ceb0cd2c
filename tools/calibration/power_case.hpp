#pragma once
#include <functional>
#include <string>
#include <vector>

#include "calibration/trial.hpp"

namespace mongecarlo::calibration {

/// A claim that is off by a known amount, and the replicates that the engine's own prediction asks for.
struct PowerCase {
  std::string id, judge, fault;  ///< the fault in words
  double size = 0;               ///< of the fault: relative to the truth, or in units of the claim (`unit`)
  std::string unit;
  std::function<Claim(std::uint64_t replicates)> claim;
  std::function<double()> predict;  ///< replicates that refute with probability .99
  std::string prediction;           ///< where that number is from
  std::uint64_t fewest = 1;         ///< replicates that the judge takes
  /// The share that is expected to be refuted at so many when `predicted` refute .99; empty where there is no formula.
  std::function<double(double replicates, double predicted)> curve = {};
};

inline constexpr double kPowerAlpha = 1e-3;  ///< as in a run of a simulation

std::vector<PowerCase> power_cases();

}  // namespace mongecarlo::calibration
