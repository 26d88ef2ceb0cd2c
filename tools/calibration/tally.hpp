#pragma once
#include <cstdint>
#include <utility>

#include "calibration/trial.hpp"

namespace mongecarlo::calibration {

/// How often each verdict fell over many seeds.
struct Tally {
  std::uint64_t seeds = 0, refuted = 0, supported = 0, negligible = 0, early = 0;
  double replicates = 0;  ///< of all seeds together

  void add(const Trial& trial);
  void add(const Tally& other);
  double share(std::uint64_t count) const { return static_cast<double>(count) / static_cast<double>(seeds); }
};

// Clopper-Pearson at level alpha on its side, from GSL's distribution function of the beta law, by halving: not the code of the engine, which
// is what is under test.
double lower_end(std::uint64_t count, std::uint64_t seeds, double alpha);
double upper_end(std::uint64_t count, std::uint64_t seeds, double alpha);
/// Both ends at alpha / 2.
std::pair<double, double> both_ends(std::uint64_t count, std::uint64_t seeds, double alpha);

}  // namespace mongecarlo::calibration
