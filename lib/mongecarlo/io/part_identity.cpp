#include "mongecarlo/io/part_identity.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/io/json_file.hpp"

namespace mongecarlo {
namespace {

using Json = nlohmann::json;

/// The value at a JSON pointer of a flattened object, as text.
std::string value_at(const Json& flat, const std::string& pointer) {
  return flat.contains(pointer) ? flat[pointer].dump() : "not there";
}

struct Difference {
  std::string pointer, stated, ours;
};

/// The first one, in the order of our own identity: what comes first there matters most.
std::optional<Difference> first_difference(const nlohmann::ordered_json& ours, const Json& stated) {
  const auto in_order = ours.flatten();
  const Json our_flat = Json::parse(in_order.dump()), flat = stated.flatten();
  for (const auto& [pointer, value] : in_order.items())
    if (!flat.contains(pointer) || flat[pointer] != our_flat[pointer])
      return Difference{pointer, value_at(flat, pointer), value_at(our_flat, pointer)};
  for (const auto& [pointer, value] : flat.items())
    if (!our_flat.contains(pointer)) return Difference{pointer, value_at(flat, pointer), "not there"};
  return std::nullopt;
}

}  // namespace

void check_same_identity(const std::string& stated, const std::string& ours, const std::string& file) {
  if (stated == ours) return;
  const Json identity = parse_json(stated, file);
  const auto difference = first_difference(nlohmann::ordered_json::parse(ours), identity);
  if (!difference) throw DataError(file, "its identity is written in another way");
  throw DataError(file, fmt::format("is of another run: {} is {} in the file and {} here", shortened(difference->pointer),
                                    shortened(difference->stated), shortened(difference->ours)));
}

}  // namespace mongecarlo
