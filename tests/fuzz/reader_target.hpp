#pragma once
#include <string>
#include <string_view>

namespace mongecarlo::testing {

/// Feeds the bytes to the readers of problems, of arrays and of images. They may refuse them with DataError or IoError,
/// in words; what they take must be a problem that a solver may be given, or numbers that are finite. Returns what is
/// wrong, or "". Any other exception escapes: it is a fault, as a crash is.
std::string read_as_problem(const std::string& text);
std::string read_as_npy(std::string_view bytes);
std::string read_as_idx(const std::string& bytes);

}  // namespace mongecarlo::testing
