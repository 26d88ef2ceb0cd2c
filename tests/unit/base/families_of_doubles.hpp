#pragma once
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

namespace mongecarlo::testing {

inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// SplitMix64.
class RandomBits {
 public:
  explicit RandomBits(std::uint64_t seed) : state_(seed) {}
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

/// A kind of doubles that sorting could trip over.
struct FamilyOfDoubles {
  const char* name;
  double (*draw)(RandomBits&);
};

inline const FamilyOfDoubles kFamiliesOfDoubles[] = {
    {"uniform", [](RandomBits& r) { return r.uniform(); }},
    {"both signs", [](RandomBits& r) { return r.uniform() - 0.5; }},
    {"a few values", [](RandomBits& r) { return static_cast<double>(r.bits() % 4); }},
    {"zeros of both signs", [](RandomBits& r) { return r.bits() % 2 ? 0.0 : -0.0; }},
    {"one value", [](RandomBits&) { return 3.25; }},
    {"over six hundred decades", [](RandomBits& r) { return std::pow(10.0, 600 * r.uniform() - 300); }},
    {"geometric", [](RandomBits& r) { return std::ldexp(1.0, -static_cast<int>(r.bits() % 900)); }},
    {"denormals", [](RandomBits& r) { return static_cast<double>(r.bits() % 5000) * 5e-324; }},
    {"one far away", [](RandomBits& r) { return r.bits() % 50 == 0 ? 1e18 : r.uniform(); }},
    {"largest of both signs", [](RandomBits& r) { return (r.bits() % 2 ? 1 : -1) * 1.7e308 * r.uniform(); }},
    {"with infinities",
     [](RandomBits& r) { return r.bits() % 9 == 0 ? (r.bits() % 2 ? kInfinity : -kInfinity) : r.uniform(); }},
    {"neighbours of one", [](RandomBits& r) { return 1 + static_cast<double>(r.bits() % 100) * 0x1p-52; }},
};

inline std::vector<double> draw(const FamilyOfDoubles& family, std::size_t n, std::uint64_t seed) {
  RandomBits numbers(seed);
  std::vector<double> values(n);
  for (double& value : values) value = family.draw(numbers);
  return values;
}

}  // namespace mongecarlo::testing
