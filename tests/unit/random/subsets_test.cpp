#include "mongecarlo/random/subsets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

using namespace mongecarlo;

namespace {

std::string message_of(const auto& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "nothing was thrown";
}

std::vector<std::uint32_t> drawn(SubsetLaw law, std::uint32_t n, std::size_t m, Stream& stream) {
  SubsetSampler sampler;
  std::vector<std::uint32_t> indices(m);
  sampler.draw(law, n, stream, indices);
  return indices;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("distinct indices are distinct and in range at every size") {
    Stream stream(StreamKey{1}, 0);
    SubsetSampler sampler;  // one for all, so that what a draw leaves behind would show
    for (const std::uint32_t n : {1u, 2u, 7u, 64u, 1000u, 4294967295u})
      for (const std::size_t m : {0u, 1u, 2u, 7u, 64u, 1000u, 3u}) {
        if (m > n) continue;
        std::vector<std::uint32_t> indices(m);
        sampler.draw(SubsetLaw::without_replacement, n, stream, indices);
        std::sort(indices.begin(), indices.end());
        CHECK(std::adjacent_find(indices.begin(), indices.end()) == indices.end());
        if (m > 0) CHECK(indices.back() < n);
      }
  }

  TEST_CASE("a subset of full size is everything") {
    Stream stream(StreamKey{2}, 0);
    auto indices = drawn(SubsetLaw::without_replacement, 500, 500, stream);
    std::sort(indices.begin(), indices.end());
    std::vector<std::uint32_t> all(500);
    std::iota(all.begin(), all.end(), 0u);
    CHECK(indices == all);
  }

  TEST_CASE("a sampler used before draws what a fresh one draws") {
    Stream first(StreamKey{3}, 0), second(StreamKey{3}, 0), other(StreamKey{4}, 0);
    SubsetSampler sampler;
    std::vector<std::uint32_t> indices(300);
    sampler.draw(SubsetLaw::without_replacement, 1000, other, indices);
    indices.resize(20);
    sampler.draw(SubsetLaw::without_replacement, 40, first, indices);
    CHECK(indices == drawn(SubsetLaw::without_replacement, 40, 20, second));
  }

  TEST_CASE("the words drawn depend on m and not on n") {
    for (const SubsetLaw law : {SubsetLaw::without_replacement, SubsetLaw::with_replacement})
      for (const std::uint32_t n : {64u, 1000u, 1000000u, 4000000000u}) {
        Stream stream(StreamKey{5}, 0);
        drawn(law, n, 64, stream);
        // One word an index; Lemire's rejection, at most n / 2^32 a word, is the only excess.
        CHECK(stream.words_drawn() >= 64);
        CHECK(stream.words_drawn() <= (n > 1000000u ? 128 : 64));
      }
  }

  TEST_CASE("a stream that runs dry leaves the sampler usable") {
    Stream dry(StreamKey{6}, 0), first(StreamKey{6}, 1), second(StreamKey{6}, 1);
    dry.discard((1ull << 34) - 5);
    SubsetSampler sampler;
    std::vector<std::uint32_t> indices(10);
    CHECK_THROWS_AS(sampler.draw(SubsetLaw::without_replacement, 20, dry, indices), std::length_error);
    sampler.draw(SubsetLaw::without_replacement, 20, first, indices);
    CHECK(indices == drawn(SubsetLaw::without_replacement, 20, 10, second));
  }

  TEST_CASE("impossible subsets are refused by name") {
    Stream stream(StreamKey{7}, 0);
    CHECK_THROWS_AS(drawn(SubsetLaw::without_replacement, 3, 4, stream), std::domain_error);
    CHECK(message_of([&] { drawn(SubsetLaw::without_replacement, 3, 4, stream); }).find("m is 4") != std::string::npos);
    for (const SubsetLaw law : {SubsetLaw::without_replacement, SubsetLaw::with_replacement})
      CHECK(message_of([&] { drawn(law, 0, 0, stream); }).find("n is 0") != std::string::npos);
    CHECK(drawn(SubsetLaw::with_replacement, 3, 4, stream).size() == 4);
  }
}
