#pragma once
#include <cstring>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace mongecarlo {

/// Values one after another as bytes, for a message to another rank of the same program on the same kind of machine.
class Packet {
 public:
  template <class Value>
    requires std::is_trivially_copyable_v<Value>
  Packet& put(const Value& value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
    return *this;
  }
  Packet& put_text(std::string_view text) {
    put(text.size());
    bytes_ += text;
    return *this;
  }
  template <class Value>
    requires std::is_trivially_copyable_v<Value>
  Packet& put_list(const std::vector<Value>& values) {
    put(values.size());
    bytes_.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(Value));
    return *this;
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

/// Reads them back in the same order. Throws std::logic_error when there are fewer.
class PacketReader {
 public:
  explicit PacketReader(std::string_view bytes) : left_(bytes) {}

  template <class Value>
    requires std::is_trivially_copyable_v<Value>
  Value get() {
    Value value;
    std::memcpy(&value, take(sizeof value).data(), sizeof value);
    return value;
  }
  std::string get_text() { return std::string(take(get<std::size_t>())); }
  template <class Value>
    requires std::is_trivially_copyable_v<Value>
  std::vector<Value> get_list() {
    const auto count = get<std::size_t>();
    if (count > left_.size() / sizeof(Value)) throw std::logic_error("a message of another rank is too short");
    std::vector<Value> values(count);
    if (count > 0) std::memcpy(values.data(), take(count * sizeof(Value)).data(), count * sizeof(Value));
    return values;
  }
  bool is_at_end() const { return left_.empty(); }

 private:
  std::string_view take(std::size_t count) {
    if (count > left_.size()) throw std::logic_error("a message of another rank is too short");
    const std::string_view bytes = left_.substr(0, count);
    left_.remove_prefix(count);
    return bytes;
  }
  std::string_view left_;
};

}  // namespace mongecarlo
