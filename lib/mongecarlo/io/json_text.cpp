#include "mongecarlo/io/json_text.hpp"

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

}  // namespace

std::string json_text(const Json& value) {
  check_numbers(value, Json::json_pointer());
  return value.dump(2) + "\n";
}

}  // namespace mongecarlo
