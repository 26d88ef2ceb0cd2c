#include "mongecarlo/random/philox.hpp"

#include <Random123/philox.h>

namespace mongecarlo {

std::array<std::uint32_t, 4> philox_block(const std::array<std::uint32_t, 4>& counter,
                                          const std::array<std::uint32_t, 2>& key) {
  const philox4x32_ctr_t block =
      philox4x32_R(10, {{counter[0], counter[1], counter[2], counter[3]}}, {{key[0], key[1]}});
  return {block.v[0], block.v[1], block.v[2], block.v[3]};
}

}  // namespace mongecarlo
