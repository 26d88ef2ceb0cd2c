#include "mongecarlo/io/read_file.hpp"

#include <doctest/doctest.h>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/base/memory_limit.hpp"
#include "unit/io/temporary_folder.hpp"

using namespace mongecarlo;
using mongecarlo::testing::TemporaryFolder;

namespace {

std::string complaint(const std::string& file, std::size_t most) {
  try {
    read_file(file, most);
  } catch (const IoError& error) {
    return error.kind() == IoError::Kind::no_input ? error.what() : "another kind";
  }
  return "none";
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("a file is read to its last byte") {
    const TemporaryFolder folder;
    std::string content(200001, 'x');
    content[65536] = '\0';
    CHECK(read_file(folder.write("long", content)) == content);
    CHECK(read_file(folder.write("empty", "")) == "");
    CHECK(read_file(folder.write("long", content), content.size()) == content);
  }

  TEST_CASE("a file larger than it may be is refused whether its size is known or not") {
    const TemporaryFolder folder;
    CHECK(complaint(folder.write("long", "12345"), 4).find("more than the 4 bytes") != std::string::npos);
    CHECK(complaint("/dev/zero", 1000000).find("more than the 1000000 bytes") != std::string::npos);
    CHECK(complaint(folder.path("none"), 4).find("No such file") != std::string::npos);
  }

  TEST_CASE("memory is limited") {
    CHECK(memory_limit() > (std::size_t{1} << 24));
    CHECK(memory_limit() < (std::size_t{1} << 50));
  }
}
