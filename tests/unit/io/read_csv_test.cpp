#include "mongecarlo/io/read_csv.hpp"

#include <doctest/doctest.h>

#include <string>

#include "mongecarlo/base/errors.hpp"

using namespace mongecarlo;

namespace {

std::string complaint(const std::string& text) {
  try {
    parse_csv(text, "x.csv");
  } catch (const DataError& error) {
    return error.what();
  }
  return "none";
}

bool is_table(const std::string& text) {
  const Matrix table = parse_csv(text, "x.csv");
  return table.rows() == 2 && table.cols() == 2 && table(0, 0) == 1 && table(0, 1) == 2.5 && table(1, 0) == -3 &&
         table(1, 1) == 4e-2;
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("commas semicolons blanks and tabs separate columns") {
    CHECK(is_table("1,2.5\n-3,4e-2\n"));
    CHECK(is_table("1;2.5\n-3 ; 4e-2"));
    CHECK(is_table("1 2.5\n-3\t 4e-2\n"));
    CHECK(is_table("1,2.5\r\n-3,4e-2\r\n"));
  }

  TEST_CASE("empty fields and rows of one number are seen whatever separates") {
    CHECK(complaint("1,\n").find("''") != std::string::npos);
    CHECK(complaint(",\n").find("''") != std::string::npos);
    CHECK(complaint("1,2,\n3,4\n").find("''") != std::string::npos);
    CHECK(parse_csv("7", "x.csv").size() == 1);
    CHECK(parse_csv(" 1   2\t\t3 \n", "x.csv").cols() == 3);
    CHECK(parse_csv("a b\n1 2\n3 4", "x.csv").rows() == 2);
  }

  TEST_CASE("a header and comments and empty lines and a byte order mark are left out") {
    CHECK(is_table("\xEF\xBB\xBFx,y\n\n1,2.5 # first\n# nothing\n-3,4e-2\n\n"));
  }

  TEST_CASE("complaints name file and line and what stands there") {
    CHECK(complaint("1,2\n3\n") == "[mongecarlo.data] x.csv:2: has 1 columns, but the rows before have 2");
    CHECK(complaint("1,2\n3,abc\n") == "[mongecarlo.data] x.csv:2: 'abc' is not a number");
    CHECK(complaint("1,2\n3,nan\n") == "[mongecarlo.data] x.csv:2: 'nan' is not finite");
    CHECK(complaint("1,inf\n") == "[mongecarlo.data] x.csv:1: 'inf' is not finite");
    CHECK(complaint("1,2\n3,\n") == "[mongecarlo.data] x.csv:2: '' is not a number");
    CHECK(complaint("x,y\na,b\n") == "[mongecarlo.data] x.csv:2: 'a' is not a number");
    CHECK(complaint("") == "[mongecarlo.data] x.csv: holds no row of numbers");
    CHECK(complaint("x,y\n# only\n") == "[mongecarlo.data] x.csv: holds no row of numbers");
    CHECK(complaint("1,2,5\n1,2\n") != "none");
  }

  TEST_CASE("a file that is not there is an input error") {
    CHECK_THROWS_AS(read_csv("/nowhere/points.csv"), IoError);
    CHECK_THROWS_AS(read_csv("/"), IoError);
  }
}
