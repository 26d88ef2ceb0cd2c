#pragma once
#include <cstdint>
#include <string_view>

namespace mongecarlo {

/// The cyclic redundancy check CRC-32C (Castagnoli) of `before` followed by `bytes`, `before` given by its own check:
/// finds every error of up to 32 bits in a row, and any other but for one in 2^32. O(bytes), about 1.5 GB/s.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

}  // namespace mongecarlo
