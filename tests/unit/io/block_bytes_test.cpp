#include "mongecarlo/io/block_bytes.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/crc32c.hpp"
#include "mongecarlo/random/stream.hpp"

using namespace mongecarlo;

namespace {

bool are_same(const Block& p, const Block& q) {
  if (p.records.size() != q.records.size() || p.thrown != q.thrown) return false;
  for (std::size_t i = 0; i < p.records.size(); ++i)
    if (std::bit_cast<std::uint64_t>(p.records[i].lower) != std::bit_cast<std::uint64_t>(q.records[i].lower) ||
        std::bit_cast<std::uint64_t>(p.records[i].upper) != std::bit_cast<std::uint64_t>(q.records[i].upper) ||
        p.records[i].termination != q.records[i].termination)
      return false;
  return true;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("the check of bytes has its published values") {
    CHECK(crc32c("") == 0);
    CHECK(crc32c("123456789") == 0xe3069283);              // the check value of CRC-32C
    CHECK(crc32c(std::string(32, '\0')) == 0x8a9136aa);    // RFC 3720, B.4
    CHECK(crc32c(std::string(32, '\xff')) == 0x62a8ab43);  // RFC 3720, B.4
    std::string rising;
    for (char c = 0; c < 32; ++c) rising += c;
    CHECK(crc32c(rising) == 0x46dd794e);  // RFC 3720, B.4
    for (std::size_t cut = 0; cut <= rising.size(); ++cut)
      CHECK(crc32c(rising.substr(cut), crc32c(rising.substr(0, cut))) == 0x46dd794e);
  }

  TEST_CASE("a block is read as it was written") {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const Block exact{{Certified(0.1), Certified(-0.0), Certified(5e-324), Certified(-infinity)}, {}};
    const Block enclosed{{Certified(0, 1), Certified(-infinity, infinity, Termination::numerical_failure),
                          Certified(0.5), Certified(0.0, -0.0)},
                         {{101, "weights a[3] is -0.5"}, {103, std::string("\0\xff\n", 3)}}};
    const Block unfinished{{Certified(1), Certified(1, 1, Termination::iteration_limit), Certified(2), Certified(3)},
                           {}};
    const Block zeros{std::vector<Certified>(4, Certified(-0.0, 0.0)), {}};
    for (const Block& block : {exact, enclosed, unfinished, zeros}) {
      const std::string bytes = block_bytes({7, 25}, block);
      CHECK(parse_block_id(bytes, "p") == BlockId{7, 25});
      CHECK(are_same(parse_block(bytes, {100, 104}, "p"), block));
    }
    CHECK(block_bytes({}, exact).size() == 25 + 4 * 8);
    CHECK(block_bytes({}, unfinished).size() == 25 + 4 * 9);
    CHECK(parse_block(block_bytes({}, {}), {8, 8}, "p").records.empty());
  }

  TEST_CASE("bytes cut off or added or out of place are refused") {
    const Block block{{Certified(0, 1), Certified(1, 2, Termination::time_limit)}, {{3, "lost"}}};
    const std::string bytes = block_bytes({1, 2}, block);
    for (std::size_t size = 0; size < bytes.size(); ++size)
      CHECK_THROWS_AS(parse_block(bytes.substr(0, size), {2, 4}, "p"), DataError);
    CHECK_THROWS_AS(parse_block(bytes + '\0', {2, 4}, "p"), DataError);
    CHECK_THROWS_WITH_AS(parse_block(bytes, {2, 5}, "file: byte 9"),
                         "[mongecarlo.data] file: byte 9: the block has 2 records, and should have 3", DataError);
    CHECK_THROWS_WITH_AS(parse_block(bytes, {4, 6}, "p"), "[mongecarlo.data] p: replicate 3 is out of place",
                         DataError);
    CHECK_THROWS_WITH_AS(parse_block(block_bytes({}, {{Certified(NAN)}, {}}), {0, 1}, "p"),
                         "[mongecarlo.data] p: a record is not a number", DataError);
    std::string wrong = bytes;
    wrong[24] = 9;
    CHECK_THROWS_WITH_AS(parse_block(wrong, {2, 4}, "p"), "[mongecarlo.data] p: 9 is no form of a block", DataError);
    wrong = bytes;
    wrong[25 + 2 * 16 + 1] = 5;
    CHECK_THROWS_WITH_AS(parse_block(wrong, {2, 4}, "p"), "[mongecarlo.data] p: 5 is no termination", DataError);
  }
}
