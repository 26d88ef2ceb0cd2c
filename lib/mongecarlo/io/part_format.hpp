#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace mongecarlo {

// A part: the blocks of a run, or of some of it, in a file. Checkpoints and shards are such files.
//
//   header   "mongecarlo part\n", format version (4 bytes), length of the identity (4), CRC-32C of the three (4),
//            the identity, its CRC-32C (4)
//   blocks   each: length (4), CRC-32C of the length (4), the bytes of the block (block_bytes.hpp), their CRC-32C (4)
//
// Integers are little-endian. Blocks may come in any order, and a block may be there twice when both are equal. Blocks
// are only ever appended: what a killed process leaves behind is whole but for the last block.

/// `identity` says what the blocks depend on (part_identity.hpp).
std::string part_header(std::string_view identity);
/// One block of a part, from its bytes.
std::string part_block(std::string_view bytes);

inline constexpr std::string_view kPartMagic = "mongecarlo part\n";
inline constexpr std::uint32_t kPartVersion = 1;
inline constexpr std::size_t kPartPreamble = 28;  ///< bytes of the header before the identity
inline constexpr std::uint32_t kLongestIdentity = 1 << 24;

}  // namespace mongecarlo
