#include "mongecarlo/io/part_identity.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/io/json_file.hpp"

namespace mongecarlo {
namespace {

using Json = nlohmann::json;

/// The value at a JSON pointer of a flattened object, as one short line.
std::string value_at(const Json& flat, const std::string& pointer) {
  return flat.contains(pointer) ? shortened(flat[pointer].dump()) : "not there";
}

}  // namespace

std::optional<IdentityDifference> first_difference(const std::string& ours, const std::string& stated,
                                                   const std::string& source) {
  const auto in_order = nlohmann::ordered_json::parse(ours).flatten();
  const Json our_flat = Json::parse(in_order.dump()), flat = parse_json(stated, source).flatten();
  const auto difference = [&](const std::string& pointer) {
    return IdentityDifference{shortened(pointer), value_at(our_flat, pointer), value_at(flat, pointer)};
  };
  for (const auto& [pointer, value] : in_order.items())
    if (!flat.contains(pointer) || flat[pointer] != our_flat[pointer]) return difference(pointer);
  for (const auto& [pointer, value] : flat.items())
    if (!our_flat.contains(pointer)) return difference(pointer);
  return std::nullopt;
}

void check_same_identity(const std::string& stated, const std::string& ours, const std::string& file) {
  if (stated == ours) return;
  const auto difference = first_difference(ours, stated, file);
  if (!difference) throw DataError(file, "its identity is written in another way");
  throw DataError(file, fmt::format("is of another run: {} is {} in the file and {} here", difference->pointer,
                                    difference->stated, difference->ours));
}

}  // namespace mongecarlo
