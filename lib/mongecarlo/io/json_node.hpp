#pragma once
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// A value within a JSON file that knows where it stands, so that every complaint names the file and the JSON pointer.
/// All functions throw DataError. A view: the document must outlive it.
class JsonNode {
 public:
  JsonNode(const nlohmann::json& value, std::string file, std::string pointer = "");

  /// The value of a key, if there is one. The node must be an object.
  std::optional<JsonNode> find(const std::string& key) const;
  /// The value of a key that must be there.
  JsonNode at(const std::string& key) const;
  /// Must be an object with no other keys than these (names the nearest).
  void check_keys(const std::vector<std::string>& known) const;

  bool is_text() const;
  bool is_list() const;
  bool is_number() const;
  std::string text() const;
  double number() const;
  double positive_number() const;
  /// A list of numbers, at least one.
  Vector vector() const;
  /// A list of rows of equal length, at least one number. O(entries), without recursion.
  Matrix matrix() const;

  [[noreturn]] void refuse(const std::string& what) const;
  const std::string& file() const { return file_; }

 private:
  JsonNode item(std::size_t index) const;

  const nlohmann::json* value_;
  std::string file_, pointer_;
};

}  // namespace mongecarlo
