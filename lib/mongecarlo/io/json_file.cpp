#include "mongecarlo/io/json_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/base/memory_limit.hpp"
#include "mongecarlo/base/quoted.hpp"
#include "mongecarlo/experiment/simulation.hpp"
#include "mongecarlo/io/read_file.hpp"

namespace mongecarlo {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kExpansion = 32;  // bytes of memory that a byte of JSON may become: lists of numbers of one digit
constexpr std::size_t kLongestReason = 200;  // of the parser, which quotes the last word it read

std::string line_of(const std::string& text, std::size_t byte) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(byte, text.size()));
  return std::to_string(1 + std::count(text.begin(), end, '\n'));
}

/// Watches the parser: depth, and keys that come twice (which nlohmann_json would let the last one win).
class Watch {
 public:
  explicit Watch(const std::string& file) : file_(file) {}

  bool operator()(int depth, Json::parse_event_t event, Json& value) {
    if (depth > kDeepestJson) throw DataError(file_, fmt::format("is nested deeper than {} levels", kDeepestJson));
    if (event == Json::parse_event_t::object_start) keys_.emplace_back();
    if (event == Json::parse_event_t::object_end) keys_.pop_back();
    if (event == Json::parse_event_t::key && !keys_.back().insert(value.get<std::string>()).second)
      throw DataError(file_, fmt::format("key {} comes twice in one object", in_quotes(value.get<std::string>())));
    return true;
  }

 private:
  std::string file_;
  std::vector<std::set<std::string>> keys_;
};

}  // namespace

Json parse_json(const std::string& text, const std::string& file) {
  if (const std::size_t most = memory_limit() / kExpansion; text.size() > most)
    throw DataError(file, fmt::format("holds {} bytes, but the memory of this machine lets {} be read as JSON; large tables "
                                      "belong into .npy or .csv files",
                                      text.size(), most));
  // nlohmann_json takes a zero byte for the end and would leave out what follows.
  if (const std::size_t zero = text.find('\0'); zero != std::string::npos)
    throw DataError(file + ":" + line_of(text, zero), "is not JSON: it holds a zero byte");
  try {
    return Json::parse(text, Watch(file));
  } catch (const Json::parse_error& error) {
    throw DataError(file + ":" + line_of(text, error.byte), std::string("is not JSON: ") + shortened(error.what(), kLongestReason));
  } catch (const Json::out_of_range& error) {
    throw DataError(file, std::string("holds a number that is out of range: ") + shortened(error.what(), kLongestReason));
  }
}

Json read_json_file(const std::string& file) { return parse_json(read_file(file), file); }

void check_keys(const Json& value, const std::string& file, const std::string& pointer,
                const std::vector<std::string>& known) {
  if (!value.is_object()) throw DataError(json_place(file, pointer), "must be an object");
  for (const auto& [key, inner] : value.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::string near = nearest_name(key, known);
    throw DataError(
        json_place(file, pointer + (Json::json_pointer() / shortened(key)).to_string()),
        "is not a key that is known here" + (near.empty() ? "" : fmt::format("; did you mean '{}'?", near)));
  }
}

std::string json_place(const std::string& file, const std::string& pointer) {
  return file + ": " + (pointer.empty() ? "/" : pointer);
}

}  // namespace mongecarlo
