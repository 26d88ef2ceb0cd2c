#include "mongecarlo/transport/value_sorter.hpp"

#include <algorithm>
#include <bit>

#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {
namespace {

constexpr std::int64_t kFew = 8;  // done by insertion before a network is filled
constexpr std::size_t kLeastScratch = 64;

}  // namespace

void ValueSorter::sort(std::span<double> values) {
  const VectorLoops& loops = vector_loops();
  const auto n = static_cast<std::int64_t>(values.size());
  if (n > kFew && n <= loops.most_sorted) {
    const std::size_t size = std::max(kLeastScratch, std::bit_ceil(values.size()));
    if (scratch_.size() < size) scratch_.resize(size);
    if (loops.sort(values.data(), n, scratch_.data())) return;
  }
  cells_.sort(values);  // names the NaN, if there is one
  for (double& value : values) value += 0.0;
}

}  // namespace mongecarlo
