#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace mongecarlo {

/// Deepest nesting of objects and lists that is read; anything deeper is refused before it can exhaust the stack.
inline constexpr int kDeepestJson = 64;

/// The JSON of a file. Throws IoError (no_input); DataError with file and line for what is not JSON, nested deeper than
/// kDeepestJson, names a key twice in one object, or is so large that it might not fit into memory.
nlohmann::json read_json_file(const std::string& file);
/// The same from a text that came from `file`.
nlohmann::json parse_json(const std::string& text, const std::string& file);

/// Throws DataError unless `value` is an object with no other keys than `known`; names the nearest one.
void check_keys(const nlohmann::json& value, const std::string& file, const std::string& pointer,
                const std::vector<std::string>& known);

/// "problem.json: /source/points" for an error's text; the whole document is "/".
std::string json_place(const std::string& file, const std::string& pointer);

}  // namespace mongecarlo
