#include "mongecarlo/base/double_sorter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "mongecarlo/base/checks.hpp"

namespace mongecarlo {
namespace {

constexpr std::size_t kFew = 4;            // sorted by insertion
constexpr std::size_t kCellsPerValue = 2;  // most cells then hold one value or none
constexpr std::uint32_t kCrowd = 24;       // a cell with more is spread again
constexpr int kRounds = 4;
constexpr long long kMostValues = std::numeric_limits<std::int32_t>::max() / 2;

/// What one pass over the values tells.
struct Survey {
  double least, largest, sum;
};

// Four lanes, since one minimum has to wait for the last.
template <class Item, class Key>
Survey survey(const Item* items, std::size_t n, Key key) {
  double least[4], largest[4], sum[4] = {};
  std::fill_n(least, 4, key(items[0]));
  std::fill_n(largest, 4, key(items[0]));
  const auto look_at = [&](std::size_t i, std::size_t lane) {
    const double value = key(items[i]);
    least[lane] = value < least[lane] ? value : least[lane];
    largest[lane] = largest[lane] < value ? value : largest[lane];
    sum[lane] += value;
  };
  std::size_t i = 0;
  for (; i + 4 <= n; i += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) look_at(i + lane, lane);
  for (; i < n; ++i) look_at(i, 0);
  return {std::min(std::min(least[0], least[1]), std::min(least[2], least[3])),
          std::max(std::max(largest[0], largest[1]), std::max(largest[2], largest[3])),
          sum[0] + sum[1] + sum[2] + sum[3]};
}

template <class Item, class Key>
void refuse_nan(const Item* items, std::size_t n, Key key) {
  for (std::size_t i = 0; i < n; ++i)
    if (std::isnan(key(items[i]))) check_finite("DoubleSorter", fmt::format("values[{}]", i), key(items[i]));
}

template <class Item, class Before>
void sort_by_insertion(Item* items, std::size_t n, Before before) {
  for (std::size_t i = 1; i < n; ++i) {
    const Item item = items[i];
    std::size_t at = i;
    for (; at > 0 && before(item, items[at - 1]); --at) items[at] = items[at - 1];
    items[at] = item;
  }
}

// From `items`, sorted but for neighbours, to `out`.
template <class Item, class Before>
void settle(const Item* items, Item* out, std::size_t n, Before before) {
  out[0] = items[0];
  for (std::size_t i = 1; i < n; ++i) {
    const Item item = items[i];
    std::size_t at = i;
    for (; at > 0 && before(item, out[at - 1]); --at) out[at] = out[at - 1];
    out[at] = item;
  }
}

}  // namespace

void DoubleSorter::sort(std::span<double> values) {
  if (scratch_.size() < values.size()) scratch_.resize(values.size());
  ends_used_ = 0;
  sort_items(values.data(), scratch_.data(), values.size(), 0);
}

void DoubleSorter::sort_with_order(std::span<const double> values, std::span<double> sorted,
                                   std::span<std::uint32_t> order) {
  const auto n = static_cast<long long>(values.size());
  check_at_most("DoubleSorter::sort_with_order", "number of values", n, kMostValues);
  check_equal_size("DoubleSorter::sort_with_order", "sorted", static_cast<long long>(sorted.size()), "values", n);
  check_equal_size("DoubleSorter::sort_with_order", "order", static_cast<long long>(order.size()), "values", n);
  keyed_.resize(std::max(keyed_.size(), values.size()));
  keyed_scratch_.resize(std::max(keyed_scratch_.size(), values.size()));
  for (std::size_t k = 0; k < values.size(); ++k) {
    keyed_[k] = {values[k], static_cast<std::uint32_t>(k)};
  }
  ends_used_ = 0;
  sort_items(keyed_.data(), keyed_scratch_.data(), values.size(), 0);
  for (std::size_t k = 0; k < values.size(); ++k) {
    sorted[k] = keyed_[k].key;
    order[k] = keyed_[k].place;
  }
}

template <class Item>
void DoubleSorter::sort_items(Item* items, Item* scratch, std::size_t n, int round) {
  const auto before = [](const Item& a, const Item& b) { return comes_before(a, b); };
  const auto key = [](const Item& item) { return key_of(item); };
  if (n <= kFew) {
    if (round == 0) refuse_nan(items, n, key);
    return sort_by_insertion(items, n, before);
  }
  const Survey seen = survey(items, n, key);
  const bool is_finite = std::isfinite(seen.sum);  // not so for NaN, infinities, and finite values of that size
  if (!is_finite && round == 0) refuse_nan(items, n, key);
  if (std::is_sorted(items, items + n, before)) return;
  const std::size_t cells = kCellsPerValue * n;
  const double scale = static_cast<double>(cells - 1) / (seen.largest - seen.least);
  // Infinite sums, differences or scales: nothing to divide into cells.
  if (round == kRounds || !is_finite || !(scale > 0 && std::isfinite(scale))) {
    std::sort(items, items + n, before);
    return;
  }
  const std::size_t first_end = ends_used_;
  spread(items, scratch, n, seen.least, scale, cells);
  sort_crowded(items, scratch, cells, round);
  ends_used_ = first_end;
  settle(scratch, items, n, before);
}

template <class Item>
void DoubleSorter::spread(const Item* items, Item* scratch, std::size_t n, double least, double scale,
                          std::size_t cells) {
  if (cell_.size() < n) cell_.resize(n);
  if (ends_.size() < ends_used_ + cells) ends_.resize(ends_used_ + cells);
  std::uint32_t* const cell = cell_.data();
  std::uint32_t* const end = ends_.data() + ends_used_;
  ends_used_ += cells;
  for (std::size_t i = 0; i < n; ++i)
    cell[i] = static_cast<std::uint32_t>(static_cast<std::int32_t>((key_of(items[i]) - least) * scale));
  std::fill_n(end, cells, 0);
  for (std::size_t i = 0; i < n; ++i) ++end[cell[i]];
  std::uint32_t start = 0;
  for (std::size_t c = 0; c < cells; ++c) {
    const std::uint32_t count = end[c];
    end[c] = start;
    start += count;
  }
  for (std::size_t i = 0; i < n; ++i) scratch[end[cell[i]]++] = items[i];
}

// Each crowded cell is sorted where it lies, with the place of the items it came from as its scratch.
template <class Item>
void DoubleSorter::sort_crowded(Item* items, Item* scratch, std::size_t cells, int round) {
  const std::size_t first = ends_used_ - cells;
  std::uint32_t start = 0;
  for (std::size_t c = 0; c < cells; ++c) {
    const std::uint32_t end = ends_[first + c];
    if (end - start > kCrowd) sort_items(scratch + start, items + start, end - start, round + 1);
    start = end;
  }
}

}  // namespace mongecarlo
