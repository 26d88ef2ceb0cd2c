#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "driver/run_settings.hpp"
#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/io/json_file.hpp"
#include "mongecarlo/io/read_file.hpp"

namespace mongecarlo {
namespace {

using Json = nlohmann::json;

GivenValue scalar(const std::string& file, const std::string& pointer, const Json& value,
                  const std::string& prefix = "") {
  if (!value.is_string() && !value.is_number()) throw DataError(file + ": " + pointer, "must be a text or a number");
  return {prefix + (value.is_string() ? value.get<std::string>() : value.dump()), file + ": " + pointer, true};
}

std::vector<GivenValue> claim_values(const std::string& file, const Json& claims) {
  if (!claims.is_array()) throw DataError(file + ": /claims", "must be a list of claim ids");
  std::vector<GivenValue> values;
  for (std::size_t i = 0; i < claims.size(); ++i) {
    const std::string pointer = fmt::format("/claims/{}", i);
    if (!claims[i].is_string()) throw DataError(file + ": " + pointer, "must be the id of a claim, a text");
    values.push_back(scalar(file, pointer, claims[i]));
  }
  return values;
}

std::vector<GivenValue> set_values(const std::string& file, const Json& set) {
  if (!set.is_object()) throw DataError(file + ": /set", "must be an object of parameter names and numbers");
  std::vector<GivenValue> values;
  for (const auto& [name, value] : set.items()) values.push_back(scalar(file, "/set/" + shortened(name), value, name + "="));
  return values;
}

}  // namespace

GivenValues read_config_file(const std::string& file) { return parse_config(read_file(file), file); }

GivenValues parse_config(const std::string& text, const std::string& file) {
  const Json config = parse_json(text, file);
  check_keys(config, file, "", {"preset", "seed", "threads", "claims", "set", "alpha", "output", "time_limit", "checkpoint", "shard"});
  GivenValues given;
  for (const auto& [key, value] : config.items()) {
    if (key == "claims")
      given["claim"] = claim_values(file, value);
    else if (key == "set")
      given["set"] = set_values(file, value);
    else
      given[key == "time_limit" ? "time-limit" : key] = {scalar(file, "/" + key, value)};
  }
  return given;
}

}  // namespace mongecarlo
