#include "mongecarlo/base/double_sorter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include "unit/base/families_of_doubles.hpp"

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

constexpr std::size_t kSizes[] = {0, 1, 2, 3, 4, 7, 8, 9, 16, 31, 64, 65, 100, 1000, 5000};

void check_order(const std::vector<double>& values, DoubleSorter& sorter) {
  std::vector<double> sorted(values.size());
  std::vector<std::uint32_t> order(values.size()), expected(values.size());
  sorter.sort_with_order(values, sorted, order);
  std::iota(expected.begin(), expected.end(), 0u);
  std::stable_sort(expected.begin(), expected.end(),
                   [&](std::uint32_t i, std::uint32_t j) { return values[i] < values[j]; });
  CHECK(order == expected);
  for (std::size_t k = 0; k < values.size(); ++k) REQUIRE(sorted[k] == values[order[k]]);
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("every kind of doubles comes out in the order of std sort") {
    DoubleSorter sorter;  // one for all: its buffers carry nothing over
    for (const FamilyOfDoubles& family : kFamiliesOfDoubles)
      for (std::size_t n : kSizes) {
        CAPTURE(family.name);
        CAPTURE(n);
        const std::vector<double> values = draw(family, n, n + 1);
        std::vector<double> ours = values, theirs = values;
        sorter.sort(ours);
        std::sort(theirs.begin(), theirs.end());
        CHECK(ours == theirs);
        check_order(values, sorter);
      }
  }

  TEST_CASE("sorted and reversed input comes out sorted") {
    DoubleSorter sorter;
    for (std::size_t n : kSizes) {
      std::vector<double> rising(n);
      for (std::size_t k = 0; k < n; ++k) rising[k] = std::sqrt(static_cast<double>(k));
      std::vector<double> values = rising;
      sorter.sort(values);
      CHECK(values == rising);
      std::reverse(values.begin(), values.end());
      check_order(values, sorter);
      sorter.sort(values);
      CHECK(values == rising);
    }
  }

  TEST_CASE("equal values keep the order of their places") {
    const std::vector<double> values{2, 1, 2, 1, 0.0, -0.0, 2, 1, 0.0, -0.0, 5, 5};
    DoubleSorter sorter;
    check_order(values, sorter);
  }

  TEST_CASE("NaN and buffers of another size are refused by name") {
    const auto complaint = [](auto&& call) -> std::string {
      try {
        call();
      } catch (const std::exception& error) {
        return error.what();
      }
      return "";
    };
    DoubleSorter sorter;
    std::vector<double> values{1, 2, std::nan(""), 0}, sorted(4);
    std::vector<std::uint32_t> order(4), few(3);
    CHECK(complaint([&] { sorter.sort(values); }).find("values[2] is nan") != std::string::npos);
    CHECK(complaint([&] { sorter.sort_with_order(values, sorted, order); }).find("values[2] is nan") !=
          std::string::npos);
    values[2] = 7;
    CHECK(complaint([&] { sorter.sort_with_order(values, sorted, few); }).find("order has size 3") !=
          std::string::npos);
  }
}
