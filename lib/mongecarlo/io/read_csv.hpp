#pragma once
#include <string>
#include <string_view>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// A table of finite numbers, one row a line; columns between commas, semicolons, or blanks and tabs (the first line
/// tells which). A first line without a single number is a header; empty lines and what follows a # are left out.
///
/// Numbers are read without the locale: the decimal mark is a point. Throws IoError (no_input) and DataError with
/// file:line and the text that is no number, for a ragged row, NaN or infinity, and for a table without rows. O(bytes).
Matrix read_csv(const std::string& file);
/// The same from a text that came from `file`.
Matrix parse_csv(std::string_view text, const std::string& file);

}  // namespace mongecarlo
