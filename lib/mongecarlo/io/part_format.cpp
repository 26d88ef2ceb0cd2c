#include "mongecarlo/io/part_format.hpp"

#include "mongecarlo/io/crc32c.hpp"
#include "mongecarlo/io/little_endian.hpp"

namespace mongecarlo {

std::string part_header(std::string_view identity) {
  std::string bytes(kPartMagic);
  append_little_endian(bytes, kPartVersion);
  append_little_endian(bytes, static_cast<std::uint32_t>(identity.size()));
  append_little_endian(bytes, crc32c(bytes));
  bytes += identity;
  append_little_endian(bytes, crc32c(identity));
  return bytes;
}

std::string part_block(std::string_view bytes) {
  std::string block;
  block.reserve(bytes.size() + 12);
  append_little_endian(block, static_cast<std::uint32_t>(bytes.size()));
  append_little_endian(block, crc32c(block));
  block += bytes;
  append_little_endian(block, crc32c(bytes));
  return block;
}

}  // namespace mongecarlo
