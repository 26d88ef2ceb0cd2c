#include "mongecarlo/base/double_sorter.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

using namespace mongecarlo;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr std::size_t kSizes[] = {0, 1, 2, 3, 4, 7, 8, 9, 16, 31, 64, 65, 100, 1000, 5000};

class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::uint64_t bits() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }

 private:
  std::uint64_t state_;
};

struct Family {
  const char* name;
  double (*draw)(Numbers&);
};

const Family kFamilies[] = {
    {"uniform", [](Numbers& r) { return r.uniform(); }},
    {"both signs", [](Numbers& r) { return r.uniform() - 0.5; }},
    {"a few values", [](Numbers& r) { return static_cast<double>(r.bits() % 4); }},
    {"zeros of both signs", [](Numbers& r) { return r.bits() % 2 ? 0.0 : -0.0; }},
    {"one value", [](Numbers&) { return 3.25; }},
    {"over six hundred decades", [](Numbers& r) { return std::pow(10.0, 600 * r.uniform() - 300); }},
    {"geometric", [](Numbers& r) { return std::ldexp(1.0, -static_cast<int>(r.bits() % 900)); }},
    {"denormals", [](Numbers& r) { return static_cast<double>(r.bits() % 5000) * 5e-324; }},
    {"one far away", [](Numbers& r) { return r.bits() % 50 == 0 ? 1e18 : r.uniform(); }},
    {"largest of both signs", [](Numbers& r) { return (r.bits() % 2 ? 1 : -1) * 1.7e308 * r.uniform(); }},
    {"with infinities",
     [](Numbers& r) { return r.bits() % 9 == 0 ? (r.bits() % 2 ? kInfinity : -kInfinity) : r.uniform(); }},
    {"neighbours of one", [](Numbers& r) { return 1 + static_cast<double>(r.bits() % 100) * 0x1p-52; }},
};

std::vector<double> draw(const Family& family, std::size_t n, std::uint64_t seed) {
  Numbers numbers(seed);
  std::vector<double> values(n);
  for (double& value : values) value = family.draw(numbers);
  return values;
}

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
    for (const Family& family : kFamilies)
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
