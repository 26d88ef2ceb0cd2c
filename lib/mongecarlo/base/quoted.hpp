#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace mongecarlo {

// What a message repeats of a text that a user wrote, which may be of any length and hold anything.

/// The first `most` bytes (fewer, where that would cut a character of UTF-8 in two) and an ellipsis; a shorter text as it is.
std::string shortened(std::string_view text, std::size_t most = 80);
/// That between single quotes.
std::string in_quotes(std::string_view text);
/// Control characters as \n, \t, \x1b: one line that changes nothing of the terminal it is shown on.
std::string one_line(std::string_view text);

}  // namespace mongecarlo
