#include "mongecarlo/base/quoted.hpp"

#include <fmt/format.h>

namespace mongecarlo {
namespace {

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0) == 0x80; }

std::string escaped(unsigned char byte) {
  switch (byte) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return fmt::format("\\x{:02x}", byte);
  }
}

}  // namespace

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  std::size_t end = most;
  constexpr std::size_t kLongestTail = 3;  // of a character; a longer row of such bytes is no UTF-8
  while (end > 0 && most - end < kLongestTail && continues_character(text[end])) --end;
  return std::string(text.substr(0, end)).append("...");
}

std::string in_quotes(std::string_view text) { return fmt::format("'{}'", shortened(text)); }

std::string one_line(std::string_view text) {
  std::string line;
  line.reserve(text.size());
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte == 0x7F)
      line += escaped(byte);
    else
      line += character;
  }
  return line;
}

}  // namespace mongecarlo
