#include "mongecarlo/io/json_text.hpp"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace mongecarlo {
namespace {

using Json = nlohmann::ordered_json;

void check_numbers(const Json& value, const Json::json_pointer& where) {
  if (value.is_number_float() && !std::isfinite(value.get<double>()))
    throw std::logic_error("result: " + where.to_string() + " is not a finite number");
  if (value.is_object())
    for (const auto& [key, inner] : value.items()) check_numbers(inner, where / key);
  if (value.is_array())
    for (std::size_t i = 0; i < value.size(); ++i) check_numbers(value[i], where / i);
}

/// Scalars and lists of them take one line: a plan of a thousand entries is a thousand lines, not five thousand.
bool fits_one_line(const Json& value) {
  return value.empty() || !value.is_structured() ||
         (value.is_array() &&
          std::none_of(value.begin(), value.end(), [](const Json& e) { return e.is_structured(); }));
}

void write(const Json& value, std::size_t indent, std::string& text) {
  if (fits_one_line(value)) {
    text += value.dump();
    return;
  }
  text += value.is_object() ? "{" : "[";
  const char* separator = "\n";
  for (const auto& [key, inner] : value.items()) {
    text.append(separator).append(indent + 2, ' ');
    if (value.is_object()) text.append(Json(key).dump()).append(": ");
    write(inner, indent + 2, text);
    separator = ",\n";
  }
  text.append("\n").append(indent, ' ').append(value.is_object() ? "}" : "]");
}

}  // namespace

std::string json_text(const Json& value) {
  check_numbers(value, Json::json_pointer());
  std::string text;
  write(value, 0, text);
  return text + "\n";
}

}  // namespace mongecarlo
