#pragma once
#include <string>
#include <string_view>

namespace mongecarlo {

enum class ColorChoice { automatic, always, never };

/// Gives standard streams that are closed something to stand on, so that no file opened later takes their number: a
/// closed standard output still fails when it is written to. SIGPIPE is ignored, so that a reader that went away shows
/// as a write error. Called first of all.
void guard_standard_streams();

/// Standard error is a terminal that can rewrite a line.
bool is_error_terminal();

/// Colour on standard error: as chosen, or where it is a terminal, TERM is not "dumb" and NO_COLOR is unset or empty.
bool use_color(ColorChoice choice);

/// Writes to standard error at once; nothing can be done when that fails.
void print_error(std::string_view text);

/// Columns of the terminal, 80 where that is unknown.
int terminal_width();

}  // namespace mongecarlo
