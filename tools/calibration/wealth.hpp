#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "calibration/workload.hpp"

namespace mongecarlo::calibration {

/// How often one over the wealth of an e-process was at most u, while what it bets against was true: with probability u
/// at most, at the last record and, which is more (Ville), at whichever record it was largest.
struct WealthCount {
  double u = 0;
  std::uint64_t at_end = 0, at_any_time = 0;
};

struct WealthRow {
  std::string id, process, law;
  std::uint64_t seeds = 0, records = 0;
  std::vector<WealthCount> counts = {};
};

/// Adds the work that fills the rows, which must stay where they are.
std::vector<WealthRow> wealth_rows(std::uint64_t seeds);
void add_wealth(std::vector<WealthRow>& rows, std::uint64_t seed, Workload& workload);

}  // namespace mongecarlo::calibration
