#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace mongecarlo {

// Text to number without the locale (std::from_chars); the whole text must be the number, and it must fit.

/// Decimal double, "nan" and "inf" included (callers say whether they want these); a leading '+' is allowed.
std::optional<double> parse_number(std::string_view text);
std::optional<std::uint64_t> parse_unsigned(std::string_view text);

}  // namespace mongecarlo
