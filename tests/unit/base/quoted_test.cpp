#include "mongecarlo/base/quoted.hpp"

#include <doctest/doctest.h>

using namespace mongecarlo;

TEST_SUITE("unit") {
  TEST_CASE("a short text is repeated whole and a long one is cut with an ellipsis") {
    CHECK(in_quotes("exact") == "'exact'");
    CHECK(in_quotes("") == "''");
    CHECK(in_quotes(std::string(80, 'x')) == "'" + std::string(80, 'x') + "'");
    CHECK(in_quotes(std::string(81, 'x')) == "'" + std::string(80, 'x') + "...'");
    CHECK(shortened(std::string(1000000, 'x'), 5) == "xxxxx...");
  }

  TEST_CASE("no character is cut in two") {
    const std::string euro = "\xE2\x82\xAC", face = "\xF0\x9F\x98\x80";
    CHECK(shortened("ab" + euro + euro, 4) == "ab...");
    CHECK(shortened("ab" + euro + euro, 5) == "ab" + euro + "...");
    CHECK(shortened("a" + face + "b", 4) == "a...");
    CHECK(shortened(std::string(100, '\x80'), 10).size() >= 7);  // no UTF-8: cut somewhere
  }

  TEST_CASE("control characters are written out") {
    CHECK(one_line("a\nb\r\tc") == "a\\nb\\r\\tc");
    CHECK(one_line(std::string("\x1b[31m\x7f") + '\0') == "\\x1b[31m\\x7f\\x00");
    CHECK(one_line("\xE2\x82\xAC '\\'") == "\xE2\x82\xAC '\\'");
  }
}
