#include "mongecarlo/io/json_node.hpp"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/json_file.hpp"

namespace mongecarlo {

JsonNode::JsonNode(const nlohmann::json& value, std::string file, std::string pointer)
    : value_(&value), file_(std::move(file)), pointer_(std::move(pointer)) {}

std::optional<JsonNode> JsonNode::find(const std::string& key) const {
  if (!value_->is_object()) refuse("must be an object");
  const auto found = value_->find(key);
  if (found == value_->end()) return std::nullopt;
  return JsonNode(*found, file_, pointer_ + "/" + key);
}

JsonNode JsonNode::at(const std::string& key) const {
  const auto node = find(key);
  if (!node) refuse(fmt::format("key '{}' is missing", key));
  return *node;
}

void JsonNode::check_keys(const std::vector<std::string>& known) const {
  mongecarlo::check_keys(*value_, file_, pointer_, known);
}

bool JsonNode::is_text() const { return value_->is_string(); }
bool JsonNode::is_list() const { return value_->is_array(); }
bool JsonNode::is_number() const { return value_->is_number(); }

std::string JsonNode::text() const {
  if (!is_text()) refuse("must be a text");
  return value_->get<std::string>();
}

double JsonNode::number() const {
  if (!value_->is_number()) refuse("must be a number");
  const double number = value_->get<double>();
  if (!std::isfinite(number)) refuse("must be a finite number");
  return number;
}

double JsonNode::positive_number() const {
  const double value = number();
  if (!(value > 0)) refuse(fmt::format("is {}, but must be > 0", value));
  return value;
}

Vector JsonNode::vector() const {
  if (!is_list()) refuse("must be a list of numbers");
  if (value_->empty()) refuse("is empty");
  Vector vector(static_cast<Index>(value_->size()));
  for (std::size_t i = 0; i < value_->size(); ++i) vector[static_cast<Index>(i)] = item(i).number();
  return vector;
}

Matrix JsonNode::matrix() const {
  if (!is_list()) refuse("must be a list of rows, each a list of numbers");
  if (value_->empty()) refuse("is empty");
  Matrix matrix;
  for (std::size_t i = 0; i < value_->size(); ++i) {
    const Vector row = item(i).vector();
    if (i == 0) matrix.resize(static_cast<Index>(value_->size()), row.size());
    if (row.size() != matrix.cols())
      item(i).refuse(fmt::format("has {} numbers, but the rows before have {}", row.size(), matrix.cols()));
    matrix.row(static_cast<Index>(i)) = row.transpose();
  }
  return matrix;
}

JsonNode JsonNode::item(std::size_t index) const {
  return JsonNode((*value_)[index], file_, fmt::format("{}/{}", pointer_, index));
}

void JsonNode::refuse(const std::string& what) const { throw DataError(json_place(file_, pointer_), what); }

}  // namespace mongecarlo
