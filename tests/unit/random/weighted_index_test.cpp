#include "mongecarlo/random/weighted_index.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "statistical_assertions.hpp"

using namespace mongecarlo;

namespace {

std::vector<double> shares_of(const std::vector<double>& weights, int draws) {
  WeightedIndex index;
  index.prepare(weights);
  Stream stream(stream_key(3, "weighted_index_test", "shares"), 0);
  std::vector<double> shares(weights.size(), 0);
  for (int k = 0; k < draws; ++k) shares[index.draw(stream)] += 1.0 / draws;
  return shares;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("indices are drawn in proportion to their weights and never without weight") {
    const std::vector<double> weights{0, 3, 0, 0.5, 1, 0.5, 0};
    const int draws = 100000;
    const auto shares = shares_of(weights, draws);
    for (std::size_t i = 0; i < weights.size(); ++i) {
      const double p = weights[i] / 5;
      CHECK(shares[i] == doctest::Approx(p).scale(1).epsilon(5 * std::sqrt(p * (1 - p) / draws) + 1e-12));
    }
  }

  TEST_CASE("equal weights of any size are drawn by one bounded integer") {
    WeightedIndex index;
    index.prepare(std::vector<double>(7, 12.5));
    Stream stream(StreamKey{1}, 0), copy = stream;
    for (int k = 0; k < 100; ++k) CHECK(index.draw(stream) == copy.below(7));
  }

  TEST_CASE("the index holds the share that its number falls in") {
    WeightedIndex index;
    index.prepare(std::vector<double>{1, 0, 2, 1});
    CHECK(index.at(0.1) == 0);
    CHECK(index.at(0.2499) == 0);
    CHECK(index.at(0.2501) == 2);
    CHECK(index.at(0.7499) == 2);
    CHECK(index.at(0.7501) == 3);
    CHECK(index.at(1 - 0x1p-53) == 3);
  }
}
