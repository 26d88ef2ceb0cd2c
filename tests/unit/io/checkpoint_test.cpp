#include "mongecarlo/io/checkpoint.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <tuple>

#include "mongecarlo/base/errors.hpp"
#include "mongecarlo/io/block_bytes.hpp"
#include "mongecarlo/io/collected_part.hpp"
#include "mongecarlo/io/merged_parts.hpp"
#include "mongecarlo/io/part_format.hpp"
#include "mongecarlo/io/read_file.hpp"
#include "unit/io/temporary_folder.hpp"

using namespace mongecarlo;
using mongecarlo::testing::TemporaryFolder;
namespace fs = std::filesystem;

namespace {

constexpr const char* kIdentity = R"({"simulation": "toy", "seed": "1"})";
constexpr std::uint64_t kHorizons[] = {16, 5};  // blocks of two, blocks of one
constexpr BlockId kFirst{0, 0}, kSecond{0, 7}, kThird{1, 4};

Block block_of(double value) { return {{Certified(value, value + 1), Certified(value)}, {{0, "lost"}}}; }
const Block kLater{{Certified(3), Certified(4)}, {}}, kShort{{Certified(5)}, {}};

void fill(BlockStore& store) {
  store.keep(kFirst, block_of(1));
  store.keep(kSecond, kLater);
  store.keep(kThird, kShort);
  store.flush();
}

void write(const std::string& file, const std::string& bytes) { std::ofstream(file, std::ios::binary) << bytes; }

std::string whole_part() {
  CollectedPart part;
  fill(part);
  return part.take(kIdentity);
}

PartReader reader_of(const std::string& bytes, const std::string& name = "p.part") {
  return PartReader(bytes_of_text(bytes), name);
}

MergedParts merged(const std::vector<std::string>& parts) {
  std::vector<PartReader> readers;
  for (const std::string& bytes : parts) readers.push_back(reader_of(bytes, fmt::format("p{}", readers.size())));
  return MergedParts(std::move(readers), kIdentity, kHorizons);
}

std::string refusal(const std::function<void()>& act) {
  try {
    act();
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

std::size_t first_size() { return part_block(block_bytes(kFirst, block_of(1))).size(); }
std::size_t second_size() { return part_block(block_bytes(kSecond, kLater)).size(); }
std::size_t header_size() { return part_header(kIdentity).size(); }

/// Files of this process cannot grow beyond a size while this lives, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(std::uint64_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    action_ = std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, action_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*action_)(int) = nullptr;
};

}  // namespace

TEST_SUITE("unit") {
  TEST_CASE("blocks are found again by the next process") {
    const TemporaryFolder folder;
    const std::string file = folder.path("new/folder/toy.part");
    {
      Checkpoint checkpoint(file, kIdentity, kHorizons);
      CHECK(checkpoint.found() == 0);
      CHECK(!checkpoint.find(kFirst));
      fill(checkpoint);
    }
    Checkpoint checkpoint(file, kIdentity, kHorizons);
    CHECK(checkpoint.found() == 3);
    CHECK(block_bytes(kFirst, *checkpoint.find(kFirst)) == block_bytes(kFirst, block_of(1)));
    CHECK(block_bytes(kSecond, *checkpoint.find(kSecond)) == block_bytes(kSecond, kLater));
    CHECK(block_bytes(kThird, *checkpoint.find(kThird)) == block_bytes(kThird, kShort));
    CHECK(!checkpoint.find({0, 1}));
  }

  TEST_CASE("what was kept reaches the file when the checkpoint is gone or told to") {
    const TemporaryFolder folder;
    const std::string file = folder.path("toy.part");
    {
      Checkpoint checkpoint(file, kIdentity, kHorizons);
      checkpoint.keep(kThird, kShort);
      CHECK(fs::file_size(file) == header_size());
      checkpoint.flush();
      CHECK(fs::file_size(file) > header_size());
      checkpoint.keep(kSecond, kLater);
    }
    CHECK(Checkpoint(file, kIdentity, kHorizons).found() == 2);
  }

  TEST_CASE("a file cut off at any byte gives its whole blocks and grows on") {
    const TemporaryFolder folder;
    const std::string file = folder.path("toy.part"), whole = whole_part();
    for (std::size_t size = 0; size <= whole.size(); ++size) {
      CAPTURE(size);
      write(file, whole.substr(0, size));
      std::size_t found = 0;
      {
        Checkpoint checkpoint(file, kIdentity, kHorizons);
        found = checkpoint.found();
        for (const auto& [id, block] : {std::pair{kFirst, block_of(1)}, {kSecond, kLater}, {kThird, kShort}})
          if (!checkpoint.find(id)) checkpoint.keep(id, block);
      }
      const std::size_t first_end = header_size() + first_size();
      CHECK(found == (size < first_end ? 0 : size < first_end + second_size() ? 1 : size < whole.size() ? 2 : 3));
      CHECK(read_file(file) == whole);
    }
  }

  TEST_CASE("zeros that a fallen machine left at the end are cut off") {
    const TemporaryFolder folder;
    const std::string file = folder.path("toy.part"), whole = whole_part();
    write(file, whole + std::string(5000, '\0'));
    CHECK(Checkpoint(file, kIdentity, kHorizons).found() == 3);
    CHECK(read_file(file) == whole);
  }

  TEST_CASE("a byte changed anywhere but in the last block is found and the file left alone") {
    const TemporaryFolder folder;
    const std::string file = folder.path("toy.part"), whole = whole_part();
    const std::size_t second = header_size() + first_size(), last = second + second_size();
    for (std::size_t at = 0; at < whole.size(); ++at) {
      CAPTURE(at);
      std::string bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
      write(file, bytes);
      const std::string refused = refusal([&] { Checkpoint(file, kIdentity, kHorizons); });
      const bool is_torn = at >= last + 8;  // the last block but for its length may be what a fallen machine left
      CHECK(refused.empty() == is_torn);
      if (is_torn) continue;
      CHECK(refused.find(file) != std::string::npos);
      const std::size_t block = at < second ? header_size() : at < last ? second : last;
      if (at >= header_size()) CHECK(refused.find(fmt::format(": byte {}: ", block)) != std::string::npos);
      CHECK(read_file(file) == bytes);
    }
  }

  TEST_CASE("another run and what is no part are refused and left alone") {
    const TemporaryFolder folder;
    const std::string file = folder.path("toy.part");
    for (const auto& [bytes, words] : std::vector<std::pair<std::string, std::string>>{
             {part_header(R"({"simulation": "toy", "seed": "2"})"), R"(/seed is "2" in the file and "1" here)"},
             {part_header(R"({"simulation": "toy"})"), R"(/seed is not there in the file and "1" here)"},
             {part_header(R"({"simulation": "toy", "seed": "1", "n": 3})"), "/n is 3 in the file and not there here"},
             {part_header("[1"), "is not JSON"},
             {part_header(R"({"simulation": "toy", "seed": "2"})").substr(0, 60), "ends within its header"},
             {"notes of mine", "is no part of a run"},
             {"m", ""}}) {
      CAPTURE(words);
      write(file, bytes);
      const std::string refused = refusal([&] { Checkpoint(file, kIdentity, kHorizons); });
      CHECK(refused.find(words) != std::string::npos);
      if (words.empty()) continue;
      CHECK(refused.find(file) != std::string::npos);
      CHECK(read_file(file) == bytes);
    }
  }

  TEST_CASE("blocks that the run cannot have are refused") {
    const Block wrong{{Certified(1), Certified(2), Certified(3)}, {}};
    for (const auto& [id, block, words] : std::vector<std::tuple<BlockId, Block, std::string>>{
             {{2, 0}, kLater, "there is no cell 2"},
             {{0, 8}, kLater, "cell 0 has no block 8"},
             {{0, 0}, wrong, "the block has 3 records, and should have 2"}}) {
      const std::string bytes = part_header(kIdentity) + part_block(block_bytes(id, block));
      CHECK(refusal([&] { reader_of(bytes).scan(kHorizons); }).find(words) != std::string::npos);
    }
  }

  TEST_CASE("two processes cannot have one checkpoint") {
    const TemporaryFolder folder;
    const std::string file = folder.path("toy.part");
    const Checkpoint first(file, kIdentity, kHorizons);
    try {
      Checkpoint second(file, kIdentity, kHorizons);
      FAIL("it was given away twice");
    } catch (const IoError& error) {
      CHECK(error.kind() == IoError::Kind::cannot_create);
      CHECK(std::string(error.what()).find("another process") != std::string::npos);
    }
  }

  TEST_CASE("a full disk ends the keeping and leaves whole blocks") {
    const TemporaryFolder folder;
    const std::string file = folder.path("toy.part"), whole = whole_part();
    {
      Checkpoint checkpoint(file, kIdentity, kHorizons);
      checkpoint.keep(kFirst, block_of(1));
      checkpoint.flush();
      CHECK(!checkpoint.failure());
      const std::uint64_t size = fs::file_size(file);
      {
        const FullDisk full(size + 20);
        checkpoint.keep(kSecond, kLater);
        checkpoint.flush();
      }
      REQUIRE(checkpoint.failure());
      CHECK(checkpoint.failure()->find("cannot write: ") == 0);
      CHECK(fs::file_size(file) == size);
      checkpoint.keep(kThird, kShort);
      checkpoint.flush();
      CHECK(fs::file_size(file) == size);
    }
    CHECK(Checkpoint(file, kIdentity, kHorizons).found() == 1);
  }

  TEST_CASE("what cannot be opened is an error of creation") {
    const TemporaryFolder folder;
    write(folder.path("file"), "");
    for (const std::string& file : {folder.path("file/toy.part"), folder.path("")}) {
      try {
        Checkpoint checkpoint(file, kIdentity, kHorizons);
        FAIL("it was opened");
      } catch (const IoError& error) {
        CHECK(error.kind() == IoError::Kind::cannot_create);
      }
    }
  }

  TEST_CASE("a collected part holds what its checkpoint had and is in order") {
    const TemporaryFolder folder;
    const std::string file = folder.path("toy.part");
    Checkpoint(file, kIdentity, kHorizons).keep(kThird, kShort);
    Checkpoint checkpoint(file, kIdentity, kHorizons);
    CollectedPart part(&checkpoint);
    part.keep(kSecond, kLater);
    CHECK(part.find(kThird));
    CHECK(!part.find(kFirst));
    part.keep(kFirst, block_of(1));
    part.flush();
    CHECK(part.take(kIdentity) == whole_part());
    CHECK(part.take(kIdentity) == part_header(kIdentity));
    CHECK(fs::file_size(file) == whole_part().size());
  }

  TEST_CASE("parts are merged whatever their order") {
    CollectedPart one, two;
    one.keep(kFirst, block_of(1));
    two.keep(kSecond, kLater);
    two.keep(kThird, kShort);
    const std::string first = one.take(kIdentity), second = two.take(kIdentity);
    for (const auto& parts : {std::vector{first, second}, {second, first}, {second, second, first}, {whole_part()}}) {
      MergedParts all = merged(parts);
      CHECK(all.size() == 3);
      CHECK(block_bytes(kFirst, *all.find(kFirst)) == block_bytes(kFirst, block_of(1)));
      CHECK(block_bytes(kThird, *all.find(kThird)) == block_bytes(kThird, kShort));
      CHECK(!all.find({1, 1}));
      CHECK(all.missing() == 0);
      all.keep({1, 1}, kShort);
      CHECK(all.missing() == 1);
      CHECK(all.torn().empty());
    }
    CHECK(merged({first, second.substr(0, second.size() - 1)}).torn() == std::vector<std::string>{"p1"});
  }

  TEST_CASE("a block that two parts have differently is refused") {
    CollectedPart one, two;
    one.keep(kFirst, block_of(1));
    two.keep(kFirst, block_of(2));
    const std::string first = one.take(kIdentity), second = two.take(kIdentity);
    CHECK(refusal([&] {
            merged({first, second});
          }) == "[mongecarlo.data] p1: block 0 of cell 0 is not what it is in p0");
    const std::string both = first + second.substr(header_size());
    CHECK(refusal([&] { merged({both}); }).find("is not what it is at byte") != std::string::npos);
    CHECK(refusal([&] { merged({first + first.substr(header_size())}); }).empty());
  }
}
