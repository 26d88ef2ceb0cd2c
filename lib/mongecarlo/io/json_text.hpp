#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace mongecarlo {

/// JSON with two blanks of indentation, lists of scalars on one line, and a final newline; doubles in their shortest
/// round trip.
///
/// nlohmann_json writes NaN and infinity as null without a word, so every number is looked at first: throws
/// std::logic_error (a fault of ours) naming the JSON pointer of the first one that is not finite. O(size).
std::string json_text(const nlohmann::ordered_json& value);

}  // namespace mongecarlo
