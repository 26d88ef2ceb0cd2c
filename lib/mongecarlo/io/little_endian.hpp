#pragma once
#include <concepts>
#include <cstddef>
#include <string>
#include <string_view>

namespace mongecarlo {

/// Appends an unsigned integer, its lowest byte first.
template <std::unsigned_integral Integer>
void append_little_endian(std::string& bytes, Integer value) {
  for (std::size_t i = 0; i < sizeof(Integer); ++i)
    bytes += static_cast<char>(static_cast<unsigned char>(value >> 8 * i & 0xff));
}

/// The integer that starts at `offset`, where it must have all its bytes.
template <std::unsigned_integral Integer>
Integer little_endian_at(std::string_view bytes, std::size_t offset) {
  Integer value = 0;
  for (std::size_t i = 0; i < sizeof(Integer); ++i)
    value |= static_cast<Integer>(static_cast<Integer>(static_cast<unsigned char>(bytes[offset + i])) << 8 * i);
  return value;
}

}  // namespace mongecarlo
