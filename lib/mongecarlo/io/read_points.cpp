#include "mongecarlo/io/read_points.hpp"

#include <filesystem>

#include "mongecarlo/io/read_csv.hpp"
#include "mongecarlo/io/read_npy.hpp"

namespace mongecarlo {

std::optional<Matrix> read_points(const std::string& file) {
  const std::string ending = std::filesystem::path(file).extension().string();
  if (ending == ".npy") return read_npy(file);
  if (ending == ".csv" || ending == ".txt" || ending == ".tsv") return read_csv(file);
  return std::nullopt;
}

}  // namespace mongecarlo
