#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "calibration/calibration.hpp"

namespace mongecarlo::calibration {

/// What reports/calibration.schema.json describes, without the provenance.
nlohmann::ordered_json calibration_json(const Calibration& calibration);

/// A line for each case: errors of so many, interval, standing; and what was predicted and measured of each fault.
std::string calibration_table(const Calibration& calibration);

}  // namespace mongecarlo::calibration
