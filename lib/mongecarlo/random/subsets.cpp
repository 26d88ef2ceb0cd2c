#include "mongecarlo/random/subsets.hpp"

#include <algorithm>
#include <bit>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {

void SubsetSampler::draw(SubsetLaw law, std::uint32_t n, Stream& stream, std::span<std::uint32_t> indices) {
  check_at_least("SubsetSampler::draw", "n", n, 1);
  if (law == SubsetLaw::without_replacement) return draw_distinct(n, stream, indices);
  for (std::uint32_t& index : indices) index = static_cast<std::uint32_t>(stream.below(n));
}

void SubsetSampler::draw_distinct(std::uint32_t n, Stream& stream, std::span<std::uint32_t> indices) {
  check_at_most("SubsetSampler::draw", "m", static_cast<long long>(indices.size()), n);
  clear(indices.size());
  std::uint32_t last = n - static_cast<std::uint32_t>(indices.size());
  for (std::uint32_t& index : indices) {
    index = static_cast<std::uint32_t>(stream.below(std::uint64_t{last} + 1));
    if (!insert(index)) insert(index = last);  // `last` is new: no earlier step could draw it
    ++last;
  }
}

// Before the draw, not after it, so that a stream that throws half-way leaves nothing behind.
void SubsetSampler::clear(std::size_t m) {
  bits_ = std::bit_width(2 * m);  // at most half full
  const std::size_t slots = std::size_t{1} << bits_;
  if (table_.size() < slots) table_.resize(slots);
  std::fill_n(table_.begin(), slots, 0u);
}

bool SubsetSampler::insert(std::uint32_t index) {
  const std::size_t mask = (std::size_t{1} << bits_) - 1;
  // Fibonacci hashing: the upper bits of a product with 2^64 / golden ratio.
  std::size_t slot = static_cast<std::size_t>((index + 1) * 0x9e3779b97f4a7c15u >> (64 - bits_)) & mask;
  for (; table_[slot] != 0; slot = (slot + 1) & mask)
    if (table_[slot] == index + 1) return false;
  table_[slot] = index + 1;
  return true;
}

}  // namespace mongecarlo
