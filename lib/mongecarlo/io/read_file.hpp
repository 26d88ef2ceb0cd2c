#pragma once
#include <cstddef>
#include <string>

namespace mongecarlo {

/// The bytes of a file. Throws IoError (no_input) when it cannot be opened or read, a folder included, and when it holds
/// more than a quarter of the memory there is (an endless one too), before that is used up.
std::string read_file(const std::string& file);
/// The same, but at most `most` bytes.
std::string read_file(const std::string& file, std::size_t most);

}  // namespace mongecarlo
