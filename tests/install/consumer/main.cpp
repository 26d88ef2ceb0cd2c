// A stranger's program: two batches of a sample, drawn with the library.
#include <array>
#include <cstdint>
#include <iostream>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/random/subsets.hpp"

int main() {
  const mongecarlo::Stream replicate(mongecarlo::stream_key(1, "consumer", "cell"), 0);
  mongecarlo::Stream batches = replicate.purpose("batches");
  std::array<std::uint32_t, 4> batch{};
  mongecarlo::SubsetSampler().draw(mongecarlo::SubsetLaw::without_replacement, 10, batches, batch);
  for (std::uint32_t index : batch) {
    if (index >= 10) return 1;
    std::cout << index << '\n';
  }
  return 0;
}
