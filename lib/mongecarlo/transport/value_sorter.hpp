#pragma once
#include <span>

#include "mongecarlo/base/cache_line_vector.hpp"
#include "mongecarlo/base/double_sorter.hpp"

namespace mongecarlo {

/// Sorts doubles whose places do not matter: few by a network of comparators in vector registers (some 1.3 ns a value
/// with AVX-512, a tenth to a twentieth of std::sort), many over cells (double_sorter.hpp). The same bits on every
/// instruction set. No allocation once a size has been seen.
class ValueSorter {
 public:
  /// Ascending; a negative zero becomes a positive one. Throws std::domain_error for NaN.
  void sort(std::span<double> values);

 private:
  CacheLineVector<double> scratch_;
  DoubleSorter cells_;
};

}  // namespace mongecarlo
