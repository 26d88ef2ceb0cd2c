#pragma once
#include <string>

#include "mongecarlo/experiment/outcome.hpp"

namespace mongecarlo {

struct TableStyle {
  bool color = false;
  bool cells = false;  ///< a row for every cell too
};

/// The verdicts of a run as a table for people: id, verdict, expected, false twin, estimate, truth, failures.
std::string verdict_table(const SimulationOutcome& outcome, const TableStyle& style);

}  // namespace mongecarlo
