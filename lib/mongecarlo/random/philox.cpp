#include "mongecarlo/random/philox.hpp"

#include <Random123/philox.h>

namespace mongecarlo {

std::array<std::uint32_t, 4> philox_block(const std::array<std::uint32_t, 4>& counter,
                                          const std::array<std::uint32_t, 2>& key) {
  const philox4x32_ctr_t block =
      philox4x32_R(10, {{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
  return {block.v[0], block.v[1], block.v[2], block.v[3]};
}

std::array<std::uint32_t, 16> philox_blocks(std::uint32_t first, const std::array<std::uint32_t, 3>& rest,
                                            const std::array<std::uint32_t, 2>& key) {
  std::array<philox4x32_ctr_t, 4> blocks;
  for (std::uint32_t i = 0; i < 4; ++i) blocks[i] = {{first + i, rest[0], rest[1], rest[2]}};
  philox4x32_key_t round_key = {{key[0], key[1]}};
  for (int round = 0; round < 10; ++round) {
    if (round > 0) round_key = _philox4x32bumpkey(round_key);
    for (philox4x32_ctr_t& block : blocks) block = _philox4x32round(block, round_key);
  }
  std::array<std::uint32_t, 16> words;
  for (std::size_t i = 0; i < 16; ++i) words[i] = blocks[i / 4].v[i % 4];
  return words;
}

}  // namespace mongecarlo
