#pragma once
#include <optional>
#include <string>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// Points from a file by its ending: .csv, .tsv, .txt (read_csv) or .npy (read_npy); nullopt for another ending. Throws what
/// these throw.
std::optional<Matrix> read_points(const std::string& file);

}  // namespace mongecarlo
