#include "mongecarlo/io/write_output.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "mongecarlo/base/errors.hpp"
#include "unit/io/temporary_folder.hpp"

using namespace mongecarlo;
using mongecarlo::testing::TemporaryFolder;

namespace {

template <class Call>
IoError::Kind kind_of(Call call) {
  try {
    call();
  } catch (const IoError& error) {
    return error.kind();
  }
  return IoError::Kind::no_input;  // nothing was thrown
}

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("a file is written and replaced and nothing else is left") {
    const TemporaryFolder folder;
    write_output(folder.path("r.json"), "one");
    write_output(folder.path("r.json"), "two");
    CHECK(folder.read("r.json") == "two");
    CHECK(folder.files() == 1);
  }

  TEST_CASE("a file that a killed process left is no obstacle") {
    const TemporaryFolder folder;
    const std::string stale = folder.write("r.json.part-" + std::to_string(::getpid()), "a part");
    folder.write("r.json", "old");
    write_output(folder.path("r.json"), "new");
    CHECK(folder.read("r.json") == "new");
    CHECK(folder.files() == 1);
  }

  TEST_CASE("a file in the working folder needs no folder in its name") {
    const TemporaryFolder folder;
    const std::filesystem::path before = std::filesystem::current_path();
    std::filesystem::current_path(folder.path("."));
    write_output("r.json", "one");
    write_output("./r.json", "two");
    std::filesystem::current_path(before);
    CHECK(folder.read("r.json") == "two");
    CHECK(folder.files() == 1);
  }

  TEST_CASE("a name that is too long is found before anything is written") {
    const TemporaryFolder folder;
    for (const std::size_t length : {300u, 250u})  // the second: with the ending of the temporary
      CHECK(kind_of([&] { check_can_write(folder.path(std::string(length, 'n'))); }) == IoError::Kind::cannot_create);
    CHECK(folder.files() == 0);
  }

  TEST_CASE("asking whether a file can be written leaves it as it is") {
    const TemporaryFolder folder;
    check_can_write(folder.path("new"));
    CHECK(folder.files() == 0);
    folder.write("old", "kept");
    check_can_write(folder.path("old"));
    CHECK(folder.read("old") == "kept");
    CHECK(folder.files() == 1);
  }

  TEST_CASE("a missing folder and a folder cannot be written") {
    const TemporaryFolder folder;
    for (const std::string& target : {folder.path("none/r.json"), folder.path("."), std::string("/")}) {
      CHECK(kind_of([&] { check_can_write(target); }) == IoError::Kind::cannot_create);
      CHECK(kind_of([&] { write_output(target, "x"); }) == IoError::Kind::cannot_create);
    }
  }

  TEST_CASE("a full device is a write error") {
    CHECK(kind_of([] { write_output("/dev/full", "x"); }) == IoError::Kind::write_failed);
    CHECK_NOTHROW(write_output("/dev/null", "x"));
  }

  TEST_CASE("a symbolic link stays and its file is replaced with the same mode") {
    const TemporaryFolder folder;
    folder.write("file", "old");
    ::chmod(folder.path("file").c_str(), 0640);
    std::filesystem::create_symlink("file", folder.path("link"));
    write_output(folder.path("link"), "new");
    CHECK(std::filesystem::is_symlink(folder.path("link")));
    CHECK(folder.read("file") == "new");
    CHECK(static_cast<int>(std::filesystem::status(folder.path("file")).permissions()) == 0640);
  }
}
