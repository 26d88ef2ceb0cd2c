#pragma once
#include <nlohmann/json_fwd.hpp>

#include "mongecarlo/experiment/outcome.hpp"

namespace mongecarlo {

/// Version of the result's JSON Schema (reports/result.schema.json): raised when the meaning of a field changes.
inline constexpr int kResultSchemaVersion = 1;

/// The result of a run as the schema lays it down, all but `provenance`: a function of the outcome alone, so that equal
/// runs give equal bytes. The fields of a claim are those of the cell that decided it; every cell stands under "cells".
/// 64-bit integers become strings; what is not known is left out.
nlohmann::ordered_json result_json(const SimulationOutcome& outcome);

/// What a figure needs: for each claim of two cells or more the estimates over the parameter the claim is plotted over
/// (series <id>, and <id>/false_twin), and every curve of its inferences (series <id>/<curve>, with /cell <k> where
/// more than one cell has it).
nlohmann::ordered_json series_json(const SimulationOutcome& outcome);

}  // namespace mongecarlo
