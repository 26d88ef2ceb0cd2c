#pragma once
#include <string>
#include <string_view>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// An array that numpy.save wrote: format versions 1 to 3, little-endian float32, float64, int32, int64 or uint8, C or
/// Fortran order, of one dimension (a column) or two. Objects (pickles) are never read.
///
/// The size that the header claims is held against the bytes that are there before anything is allocated. Throws
/// IoError (no_input); DataError for what is not such a file, is cut short or too long, empty, or holds NaN, infinity,
/// or an integer that a double does not hold exactly. O(bytes).
Matrix read_npy(const std::string& file);
/// The same from bytes that came from `file`.
Matrix parse_npy(std::string_view bytes, const std::string& file);

}  // namespace mongecarlo
