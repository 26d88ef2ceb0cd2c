#include "mongecarlo/io/crc32c.hpp"

#include <array>
#include <cstddef>

namespace mongecarlo {
namespace {

constexpr std::uint32_t kPolynomial = 0x82f63b78;  // bits reversed
using Table = std::array<std::array<std::uint32_t, 256>, 8>;

// Row k: what a byte adds that is followed by k others (slicing by eight).
constexpr Table make_table() {
  Table table{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t rest = byte;
    for (int bit = 0; bit < 8; ++bit) rest = rest >> 1 ^ (rest & 1 ? kPolynomial : 0);
    table[0][byte] = rest;
  }
  for (std::size_t k = 1; k < table.size(); ++k)
    for (std::size_t byte = 0; byte < 256; ++byte)
      table[k][byte] = table[k - 1][byte] >> 8 ^ table[0][table[k - 1][byte] & 0xff];
  return table;
}

constexpr Table kTable = make_table();

std::uint32_t byte_at(std::string_view bytes, std::size_t index) { return static_cast<unsigned char>(bytes[index]); }

std::uint32_t word_at(std::string_view bytes, std::size_t index) {
  return byte_at(bytes, index) | byte_at(bytes, index + 1) << 8 | byte_at(bytes, index + 2) << 16 |
         byte_at(bytes, index + 3) << 24;
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) {
  std::uint32_t rest = ~before;
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    const std::uint32_t low = rest ^ word_at(bytes, at), high = word_at(bytes, at + 4);
    rest = kTable[7][low & 0xff] ^ kTable[6][low >> 8 & 0xff] ^ kTable[5][low >> 16 & 0xff] ^ kTable[4][low >> 24] ^
           kTable[3][high & 0xff] ^ kTable[2][high >> 8 & 0xff] ^ kTable[1][high >> 16 & 0xff] ^ kTable[0][high >> 24];
  }
  for (; at < bytes.size(); ++at) rest = rest >> 8 ^ kTable[0][(rest ^ byte_at(bytes, at)) & 0xff];
  return ~rest;
}

}  // namespace mongecarlo
