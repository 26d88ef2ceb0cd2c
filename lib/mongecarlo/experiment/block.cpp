#include "mongecarlo/experiment/block.hpp"

#include <algorithm>

namespace mongecarlo {
namespace {

constexpr std::uint64_t kBlocks = 64;  // decisions fall at about this many points of the horizon
constexpr std::uint64_t kSmallestBlock = 8, kLargestBlock = 4096;
constexpr std::uint64_t kFewestBlocks = 8;  // a few long replicates are spread over cores all the same

std::uint64_t block_size_of(std::uint64_t horizon) {
  const std::uint64_t smallest = std::clamp<std::uint64_t>(horizon / kFewestBlocks, 1, kSmallestBlock);
  return std::clamp(horizon / kBlocks, smallest, kLargestBlock);
}

}  // namespace

BlockLayout::BlockLayout(std::uint64_t horizon) : horizon_(horizon), block_size_(block_size_of(horizon)) {}

std::pair<std::uint64_t, std::uint64_t> BlockLayout::extent(std::uint64_t block) const {
  const std::uint64_t first = block * block_size_;
  return {first, std::min(first + block_size_, horizon_)};
}

}  // namespace mongecarlo
