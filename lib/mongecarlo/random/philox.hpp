#pragma once
#include <array>
#include <cstdint>

namespace mongecarlo {

/// One block of Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, SC 2011), the bijection of counters under `key` that every
/// Stream is made of; the same function as std::philox4x32 of C++26. About 10 ns. Source: Random123.
std::array<std::uint32_t, 4> philox_block(const std::array<std::uint32_t, 4>& counter,
                                          const std::array<std::uint32_t, 2>& key);

/// Four consecutive blocks: counters (first, rest), (first + 1, rest), ... in one list. Faster than four single blocks,
/// since they are computed side by side.
std::array<std::uint32_t, 16> philox_blocks(std::uint32_t first, const std::array<std::uint32_t, 3>& rest,
                                            const std::array<std::uint32_t, 2>& key);

}  // namespace mongecarlo
