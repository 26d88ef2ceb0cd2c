#pragma once
#include <string>
#include <string_view>
#include <utility>

#include "mongecarlo/experiment/block.hpp"

namespace mongecarlo {

// A block as bytes, integers and doubles in little-endian order:
//
//   cell, block        8 bytes each
//   records, thrown    their numbers, 4 bytes each
//   form               1 byte: 1 where upper ends follow, 2 where terminations follow
//   lower ends         8 bytes a record
//   upper ends         the same; left out where every record is exact
//   terminations       1 byte a record; left out where all converged
//   thrown             each: replicate (8 bytes), length of its text (4 bytes), the text
//
// so 8 bytes a replicate for exact records and 16 or 17 for enclosures. Equal blocks have equal bytes.

std::string block_bytes(const BlockId& id, const Block& block);

/// Throws DataError, saying that `where` (file and byte) is wrong, unless the bytes are exactly those of a block whose
/// records are numbers, and whose thrown replicates are in order and among its `extent`.
Block parse_block(std::string_view bytes, const std::pair<std::uint64_t, std::uint64_t>& extent,
                  const std::string& where);

/// Which block the bytes are of. Throws DataError where they are too few to say.
BlockId parse_block_id(std::string_view bytes, const std::string& where);

}  // namespace mongecarlo
