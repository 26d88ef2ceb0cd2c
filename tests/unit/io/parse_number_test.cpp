#include "mongecarlo/io/parse_number.hpp"

#include <doctest/doctest.h>

#include <limits>

using namespace mongecarlo;

TEST_SUITE("unit") {
  TEST_CASE("the whole text must be the number") {
    CHECK(parse_number("1.5") == 1.5);
    CHECK(parse_number("+2e3") == 2000);
    CHECK(parse_number("-.5") == -0.5);
    for (const char* text : {"", "1,5", "1.5 ", " 1", "1.5x", "+-1", "+", "--1", "1e999"})
      CHECK_FALSE(parse_number(text));
  }

  TEST_CASE("unsigned integers use all 64 bits and nothing else") {
    CHECK(parse_unsigned("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
    for (const char* text : {"", "-1", "+1", "1.0", "18446744073709551616", "1e3", "0x10"})
      CHECK_FALSE(parse_unsigned(text));
  }
}
