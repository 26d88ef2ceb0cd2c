#include "mongecarlo/transport/value_sorter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "mongecarlo/transport/vector_loops.hpp"
#include "unit/base/families_of_doubles.hpp"
#include "unit/transport/problems.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

std::vector<double> sorted_by_library(std::vector<double> values) {
  for (double& value : values) value += 0.0;
  std::sort(values.begin(), values.end());
  return values;
}

bool same_bits(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  });
}

CacheLineVector<double> scratch_for(std::size_t n) {
  return CacheLineVector<double>(std::max<std::size_t>(64, std::bit_ceil(n)));
}

// By the zero-one principle a network that sorts every sequence of zeros and ones sorts everything; a sequence sorted
// but for one block tries the merges, and random ones the rest.
void check_zeros_and_ones(const VectorLoops& loops, std::size_t n) {
  CacheLineVector<double> scratch = scratch_for(n);
  RandomBits random(n);
  for (std::size_t ones = 0; ones <= n; ++ones)
    for (int kind = 0; kind < 4; ++kind) {
      std::vector<double> values(n, 0.0);
      for (std::size_t k = 0; k < ones; ++k)
        values[kind == 0 ? k : (k * 7 + ones * static_cast<std::size_t>(kind)) % n] = 1;
      if (kind == 3)
        for (double& value : values) value = random.uniform() * static_cast<double>(n) < static_cast<double>(ones);
      const std::vector<double> expected = sorted_by_library(values);
      REQUIRE(loops.sort(values.data(), static_cast<std::int64_t>(n), scratch.data()));
      REQUIRE(values == expected);
    }
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("the network of every instruction set gives what std sort gives") {
    for (const char* name : {"baseline", "avx2", "avx512"}) {
      const VectorLoops* loops = find_vector_loops(name);
      if (!loops) continue;
      CAPTURE(name);
      for (const FamilyOfDoubles& family : kFamiliesOfDoubles) {
        CAPTURE(family.name);
        for (std::size_t n : {1, 2, 3, 5, 8, 15, 16, 17, 63, 64, 65, 100, 128, 129, 255, 256, 257, 1000, 2048, 3000}) {
          CAPTURE(n);
          CacheLineVector<double> scratch = scratch_for(n);
          std::vector<double> values = draw(family, n, 3 * n);
          const std::vector<double> expected = sorted_by_library(values);
          CHECK(loops->sort(values.data(), static_cast<std::int64_t>(n), scratch.data()));
          CHECK(same_bits(values, expected));
        }
      }
      for (std::size_t n = 1; n <= 140; ++n) check_zeros_and_ones(*loops, n);
      check_zeros_and_ones(*loops, 512);
    }
  }

  TEST_CASE("the network leaves values alone that hold a NaN anywhere") {
    for (const char* name : {"baseline", "avx2", "avx512"}) {
      const VectorLoops* loops = find_vector_loops(name);
      if (!loops) continue;
      for (std::size_t n : {1, 7, 8, 9, 64, 77}) {
        CacheLineVector<double> scratch = scratch_for(n);
        for (std::size_t at = 0; at < n; ++at) {
          std::vector<double> values(n);
          for (std::size_t k = 0; k < n; ++k) values[k] = static_cast<double>(n - k);
          values[at] = std::nan("");
          const std::vector<double> before = values;
          CHECK_FALSE(loops->sort(values.data(), static_cast<std::int64_t>(n), scratch.data()));
          CHECK(same_bits(values, before));
        }
      }
    }
  }

  TEST_CASE("values come out as std sort has them whatever their number") {
    ValueSorter sorter;  // one for all: its buffers carry nothing over
    for (const FamilyOfDoubles& family : kFamiliesOfDoubles)
      for (std::size_t n : {0, 1, 2, 3, 4, 8, 9, 64, 100, 1000, 2049, 5000}) {
        CAPTURE(family.name);
        CAPTURE(n);
        std::vector<double> values = draw(family, n, n + 5);
        const std::vector<double> expected = sorted_by_library(values);
        sorter.sort(values);
        CHECK(same_bits(values, expected));
      }
  }

  TEST_CASE("NaN is refused by its place in few values and in many") {
    ValueSorter sorter;
    for (std::size_t n : {3, 30, 3000}) {
      std::vector<double> values(n, 1.0);
      values[2] = std::nan("");
      CHECK(mentions(complaint([&] { sorter.sort(values); }), "values[2] is nan"));
    }
  }
}
