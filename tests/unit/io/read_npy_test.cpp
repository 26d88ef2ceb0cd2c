#include "mongecarlo/io/read_npy.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "mongecarlo/base/errors.hpp"

using namespace mongecarlo;

namespace {

template <class Number>
std::string bytes_of(const std::vector<Number>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(Number)};
}

std::string file_of(const std::string& header, const std::string& data, int version = 1) {
  std::string file("\x93NUMPY", 6);
  file += static_cast<char>(version);
  file += '\0';
  for (int i = 0; i < (version == 1 ? 2 : 4); ++i) file += static_cast<char>(header.size() >> (8 * i) & 0xFF);
  return file + header + data;
}

std::string header_of(const std::string& type, const std::string& order, const std::string& shape) {
  return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }      \n";
}

std::string complaint(const std::string& bytes) {
  try {
    parse_npy(bytes, "x.npy");
  } catch (const DataError& error) {
    return error.what();
  }
  return "none";
}

bool holds(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

const std::vector<double> kSix{1, 2, 3, 4, 5, 6};

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("all versions and both orders are read") {
    for (int version : {1, 2, 3}) {
      const Matrix c = parse_npy(file_of(header_of("<f8", "False", "(2, 3)"), bytes_of(kSix), version), "x.npy");
      CHECK(c == (Matrix(2, 3) << 1, 2, 3, 4, 5, 6).finished());
      const Matrix fortran = parse_npy(file_of(header_of("<f8", "True", "(2, 3)"), bytes_of(kSix), version), "x.npy");
      CHECK(fortran == (Matrix(2, 3) << 1, 3, 5, 2, 4, 6).finished());
    }
  }

  TEST_CASE("one dimension is a column") {
    const Matrix column = parse_npy(file_of(header_of("<f8", "False", "(6,)"), bytes_of(kSix)), "x.npy");
    CHECK(column.rows() == 6);
    CHECK(column.cols() == 1);
  }

  TEST_CASE("all number types are read") {
    const Matrix expected = (Matrix(1, 2) << 7, 250).finished();
    CHECK(parse_npy(file_of(header_of("<f4", "False", "(1, 2)"), bytes_of<float>({7, 250})), "x") == expected);
    CHECK(parse_npy(file_of(header_of("<i8", "False", "(1, 2)"), bytes_of<std::int64_t>({7, 250})), "x") == expected);
    CHECK(parse_npy(file_of(header_of("<i4", "False", "(1, 2)"), bytes_of<std::int32_t>({7, 250})), "x") == expected);
    CHECK(parse_npy(file_of(header_of("|u1", "False", "(1, 2)"), bytes_of<std::uint8_t>({7, 250})), "x") == expected);
  }

  TEST_CASE("a file cut short at any byte is refused") {
    const std::string whole = file_of(header_of("<f8", "False", "(2, 3)"), bytes_of(kSix));
    REQUIRE(complaint(whole) == "none");
    for (std::size_t size = 0; size < whole.size(); ++size) CHECK(holds(complaint(whole.substr(0, size)), "x.npy"));
    CHECK(holds(complaint(whole + "x"), "claims 2 x 3 numbers of 8 bytes, but 49 bytes follow"));
  }

  TEST_CASE("a header that lies about sizes is refused before anything is allocated") {
    for (const char* shape : {"(4611686018427387904, 2)", "(18446744073709551615, 18446744073709551615)", "(3, 3)",
                              "(99999999999999999999, 1)", "(0, 3)", "(2, 3, 1)", "()", "(-2, 3)", "(2, 3"})
      CHECK(complaint(file_of(header_of("<f8", "False", shape), bytes_of(kSix))) != "none");
  }

  TEST_CASE("other types and orders and keys are refused") {
    for (const char* type : {">f8", "<f2", "|O", "<c16", "|S8"})
      CHECK(holds(complaint(file_of(header_of(type, "False", "(2, 3)"), bytes_of(kSix))), type));
    CHECK(complaint(file_of(header_of("<f8", "Maybe", "(2, 3)"), bytes_of(kSix))) != "none");
    CHECK(complaint(file_of("{'descr': '<f8', 'shape': (2, 3)}", bytes_of(kSix))) != "none");
    CHECK(complaint(file_of("{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}",
                            bytes_of(kSix))) != "none");
    CHECK(complaint(file_of("__import__('os')", bytes_of(kSix))) != "none");
    CHECK(holds(complaint(file_of(header_of("<f8", "False", "(2, 3)"), bytes_of(kSix), 4)), "version 4"));
    CHECK(holds(complaint("PK\x03\x04 a zip archive"), "is not an npy file"));
  }

  TEST_CASE("a byte changed in the header never crashes the reader") {
    const std::string whole = file_of(header_of("<f8", "False", "(2, 3)"), bytes_of(kSix));
    for (std::size_t at = 0; at < whole.size() - 48; ++at)
      for (int bit = 0; bit < 8; ++bit) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ (1 << bit));
        complaint(changed);  // a DataError or another matrix of the same bytes; anything else ends the test
      }
  }

  TEST_CASE("what is not finite or not exact is refused with its place") {
    auto numbers = kSix;
    numbers[4] = std::nan("");
    CHECK(holds(complaint(file_of(header_of("<f8", "False", "(2, 3)"), bytes_of(numbers))), "entry [1, 1]"));
    const std::vector<std::int64_t> large{1, (std::int64_t{1} << 53) + 1};
    CHECK(holds(complaint(file_of(header_of("<i8", "False", "(1, 2)"), bytes_of(large))), "entry [0, 1]"));
  }

  TEST_CASE("an array that is not there is an input error") { CHECK_THROWS_AS(read_npy("/nowhere/x.npy"), IoError); }
}
