#include "mongecarlo/random/stream.hpp"

#include <doctest/doctest.h>

#include <array>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "mongecarlo/random/philox.hpp"

using namespace mongecarlo;

namespace {

using Block = std::array<std::uint32_t, 4>;

Block first_block(Stream stream) { return {stream.bits32(), stream.bits32(), stream.bits32(), stream.bits32()}; }

std::string message_of(const auto& call) {
  try {
    call();
  } catch (const std::exception& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("blocks match the published known answers of Random123") {
    constexpr std::uint32_t ones = 0xffffffff;
    CHECK(philox_block({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    CHECK(philox_block({ones, ones, ones, ones}, {ones, ones}) ==
          Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
    CHECK(philox_block({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
          Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
  }

  TEST_CASE("a stream without purpose is the sequence of blocks under its key") {
    CHECK(first_block({StreamKey{0}, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
    const std::uint64_t key = 0x299f31d0a4093822, replicate = 0x0370734413198a2e;
    Stream stream({key}, replicate);
    for (std::uint32_t block = 0; block < 9; ++block) {
      const Block expected = philox_block({block, 0, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0});
      for (const std::uint32_t word : expected) CHECK(stream.bits32() == word);
    }
  }

  TEST_CASE("the ten thousandth word is the one the C++26 standard requires") {
    Stream stream(StreamKey{20111115}, 0);
    for (int i = 1; i < 10000; ++i) stream.bits32();
    CHECK(stream.bits32() == 1955073260);
  }

  TEST_CASE("the lower half of 64 bits comes first") {
    Stream stream(StreamKey{0}, 0);
    CHECK(stream.bits64() == 0xe169c58d6627e8d5);
  }

  TEST_CASE("keys depend on seed simulation and cell and on where one name ends") {
    std::set<std::uint64_t> keys;
    for (const std::uint64_t seed : {0ull, 1ull, 1ull << 63})
      for (const char* simulation : {"", "a", "ab", "b"})
        for (const char* cell : {"", "a", "ab", "b", "n=4"}) keys.insert(stream_key(seed, simulation, cell).value);
    CHECK(keys.size() == 3 * 4 * 5);
    CHECK(stream_key(1, "ab", "c").value != stream_key(1, "a", "bc").value);
  }

  TEST_CASE("the bits of keys and purposes never change") {  // computed once by a second implementation in Python
    const StreamKey key = stream_key(1, "minibatch_unbiasedness", "n=50");
    CHECK(key.value == 2319827969981905429);
    CHECK(Stream(key, 7).purpose("source").bits32() == 723551295);
    CHECK(Stream(key, 7).purpose("batches", 3).bits32() == 413037920);
  }

  TEST_CASE("purposes nest and start at their first draw") {
    Stream root(stream_key(1, "s", "c"), 5);
    const Stream fresh = root.purpose("batches").purpose("source");
    root.bits32();
    CHECK(first_block(root.purpose("batches").purpose("source")) == first_block(fresh));
    CHECK(first_block(root.purpose("source")) != first_block(fresh));
    CHECK(first_block(root.purpose("source").purpose("batches")) != first_block(fresh));
    CHECK(first_block(root.purpose("source", 0)) != first_block(root.purpose("source")));
    CHECK(root.purpose("source").replicate() == 5);
  }

  TEST_CASE("no two indices of one purpose share a stream") {
    const Stream root(StreamKey{3}, 0);
    std::set<Block> blocks;
    for (std::uint64_t i = 0; i < 100000; ++i) blocks.insert(first_block(root.purpose("bootstrap", i)));
    CHECK(blocks.size() == 100000);
    CHECK(first_block(root.purpose("bootstrap", 1)) != first_block(root.purpose("bootstrap", (1ull << 32) + 1)));
  }

  TEST_CASE("replicates and keys above 32 bits do not wrap") {
    CHECK(first_block({StreamKey{1}, 1}) != first_block({StreamKey{1}, 1 + (1ull << 32)}));
    CHECK(first_block({StreamKey{1}, 1}) != first_block({StreamKey{1 + (1ull << 32)}, 1}));
  }

  TEST_CASE("a copy continues from the same draw") {
    Stream stream(StreamKey{9}, 2);
    for (int i = 0; i < 21; ++i) stream.bits32();
    Stream copy = stream;
    for (int i = 0; i < 40; ++i) CHECK(copy.bits32() == stream.bits32());
  }

  TEST_CASE("discard reaches the word that drawing reaches") {
    for (const std::uint64_t first : {0, 1, 15, 16, 17})
      for (const std::uint64_t skipped : {0, 1, 4, 15, 16, 31, 1000}) {
        Stream drawn(StreamKey{4}, 1), jumped(StreamKey{4}, 1);
        for (std::uint64_t i = 0; i < first + skipped; ++i) drawn.bits32();
        for (std::uint64_t i = 0; i < first; ++i) jumped.bits32();
        jumped.discard(skipped);
        CHECK(jumped.words_drawn() == first + skipped);
        CHECK(jumped.bits32() == drawn.bits32());
      }
  }

  TEST_CASE("a purpose gives 2 to the 34 words and then refuses") {
    Stream stream(StreamKey{0}, 0);
    stream.discard((1ull << 34) - 1);
    CHECK(stream.bits32() == philox_block({0xffffffff, 0, 0, 0}, {0, 0})[3]);
    CHECK(stream.words_drawn() == 1ull << 34);
    CHECK_THROWS_AS(stream.bits32(), std::length_error);
    CHECK_THROWS_AS(stream.bits32(), std::length_error);
    CHECK_THROWS_AS(stream.discard(1), std::length_error);
    CHECK_NOTHROW(stream.discard(0));
  }

  TEST_CASE("uniform numbers are the odd multiples of 2 to the minus 53") {
    Stream words(StreamKey{6}, 0), stream(StreamKey{6}, 0);
    for (int i = 0; i < 1000; ++i) {
      const std::uint64_t odd = words.bits64() >> 12 << 1 | 1;
      const double u = stream.uniform();
      CHECK(u * 0x1p53 == static_cast<double>(odd));
      CHECK(u > 0);
      CHECK(u < 1);
    }
  }

  TEST_CASE("bounded integers stay below their bound at every size") {
    Stream stream(StreamKey{8}, 0);
    for (const std::uint64_t bound : {1ull, 2ull, 3ull, 1000ull, 1ull << 32, (1ull << 32) + 1, 1ull << 63, ~0ull})
      for (int i = 0; i < 200; ++i) CHECK(stream.below(bound) < bound);
  }

  TEST_CASE("the bound zero is refused by name") {
    Stream stream(StreamKey{8}, 0);
    CHECK_THROWS_AS(stream.below(0), std::domain_error);
    CHECK(message_of([&] { stream.below(0); }).find("bound is 0") != std::string::npos);
  }
}
