#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace mongecarlo {

/// Sorts doubles by spreading them over cells of equal width and putting right what shares a cell. Expected O(n) for
/// values with a bounded density (about 5 ns a value, a tenth of std::sort's at n = 10^5); cells that hold many values
/// are spread again, and after a few rounds left to std::sort: O(n log n) whatever comes. Sorted input costs one pass.
/// Keeps its buffers: no allocation once a size has been seen. Throws std::domain_error for NaN.
///
/// The cell floor((x - min) * scale) is monotone in x, rounding included: cells never get the order wrong.
/// Dobosiewicz, Sorting by distributive partitioning, Information Processing Letters 7 (1978).
class DoubleSorter {
 public:
  /// Ascending. Zeros of both signs count as equal.
  void sort(std::span<double> values);
  /// The same into `sorted`, with where each value was: values[order[k]] = sorted[k], equal values in the order of
  /// their places. All three of one size, below 2^31 (std::invalid_argument).
  void sort_with_order(std::span<const double> values, std::span<double> sorted, std::span<std::uint32_t> order);

 private:
  struct Keyed {
    double key;
    std::uint32_t place;
  };
  static double key_of(double value) { return value; }
  static double key_of(const Keyed& item) { return item.key; }
  static bool comes_before(double a, double b) { return a < b; }
  static bool comes_before(const Keyed& a, const Keyed& b) {
    return a.key != b.key ? a.key < b.key : a.place < b.place;
  }

  template <class Item>
  void sort_items(Item* items, Item* scratch, std::size_t n, int round);
  template <class Item>
  void spread(const Item* items, Item* scratch, std::size_t n, double least, double scale, std::size_t cells);
  template <class Item>
  void sort_crowded(Item* items, Item* scratch, std::size_t cells, int round);

  std::vector<double> scratch_;
  std::vector<Keyed> keyed_, keyed_scratch_;
  std::vector<std::uint32_t> cell_;
  std::vector<std::uint32_t> ends_;  // of the cells, round after round
  std::size_t ends_used_ = 0;
};

}  // namespace mongecarlo
