#pragma once
#include <string>

namespace mongecarlo {

/// The bytes of a file. Throws IoError (no_input) when it cannot be opened or read, a folder included.
std::string read_file(const std::string& file);

}  // namespace mongecarlo
