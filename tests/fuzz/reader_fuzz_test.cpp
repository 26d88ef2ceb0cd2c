#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "fuzz/reader_target.hpp"
#include "mongecarlo/random/stream.hpp"

// A short version of fuzzing that any compiler runs: the corpus cut off at every byte, and changed at random from a
// fixed seed. The long ones are built by programs/CMakeLists.txt.

using namespace mongecarlo;
using namespace mongecarlo::testing;

namespace {

constexpr const char* kCorpus = MONGECARLO_SOURCE_DIR "/tests/fuzz/corpus";

struct Sample {
  std::string name, bytes;
  const ReaderTarget* target;
  std::string read() const { return target->read(bytes); }
};

std::vector<Sample> corpus() {
  std::vector<Sample> samples;
  for (const ReaderTarget& target : kReaderTargets)
    for (const auto& entry : std::filesystem::directory_iterator(std::string(kCorpus) + "/" + target.name)) {
      std::ifstream file(entry.path(), std::ios::binary);
      samples.push_back({entry.path().filename(), {std::istreambuf_iterator<char>(file), {}}, &target});
    }
  std::sort(samples.begin(), samples.end(), [](const Sample& p, const Sample& q) {
    return std::pair(p.target, p.name) < std::pair(q.target, q.name);
  });
  return samples;
}

std::size_t position(const std::string& text, Stream& stream) {
  return static_cast<std::size_t>(stream.below(text.size() + 1));
}

/// One to eight changes: a byte, a bit, a cut, a piece again, a word of the language.
void mutate(std::string& text, Stream& stream) {
  static const std::vector<std::string> kWords{"1e308",
                                               "-1e308",
                                               "1e-320",
                                               "1e999",
                                               "-0",
                                               "NaN",
                                               "null",
                                               "true",
                                               "[]",
                                               "{}",
                                               "[[",
                                               "]]",
                                               "\"\"",
                                               "\"points\"",
                                               "\"weights\"",
                                               "\"matrix\"",
                                               "\"kernel\"",
                                               "\"exact\"",
                                               "\"\\u0000\"",
                                               "18446744073709551616",
                                               "(0,)",
                                               "(4294967296, 4294967296)",
                                               "'<f8'",
                                               "'|O'",
                                               "True",
                                               "\xff\xfe",
                                               std::string(3, '\0')};
  for (auto changes = 1 + stream.below(8); changes > 0; --changes) {
    const std::size_t at = position(text, stream);
    switch (stream.below(6)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(stream.below(256));
        break;
      case 1:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << stream.below(8)));
        break;
      case 2:
        text.erase(at, stream.below(20));
        break;
      case 3:
        text.insert(at, text.substr(position(text, stream), stream.below(40)));
        break;
      case 4:
        text.resize(at);
        break;
      default:
        text.insert(at, kWords[stream.below(kWords.size())]);
        break;
    }
  }
}

}  // namespace

TEST_SUITE("fuzz") {
  TEST_CASE("the corpus itself is read") {
    const auto samples = corpus();
    CHECK(samples.size() >= 20);
    for (const Sample& sample : samples) {
      CAPTURE(sample.name);
      CHECK(sample.read() == "");
    }
  }

  TEST_CASE("every corpus has its reader and every reader its corpus") {
    std::set<std::string> folders, readers{"result"};  // that one is read by Python: fuzz_result.py
    for (const auto& entry : std::filesystem::directory_iterator(kCorpus)) folders.insert(entry.path().filename());
    for (const ReaderTarget& target : kReaderTargets) readers.insert(target.name);
    CHECK(folders == readers);
  }

  TEST_CASE("files cut off at any byte are refused in words") {
    for (Sample sample : corpus())
      for (; !sample.bytes.empty(); sample.bytes.pop_back()) {
        CAPTURE(sample.name);
        CAPTURE(sample.bytes.size());
        REQUIRE(sample.read() == "");
      }
  }

  TEST_CASE("files changed at random are refused in words or are problems") {
    const auto samples = corpus();
    for (std::uint64_t round = 0; round < 20000; ++round) {
      Stream stream(stream_key(1, "fuzz", "reader"), round);
      Sample sample = samples[stream.below(samples.size())];
      mutate(sample.bytes, stream);
      CAPTURE(round);
      CAPTURE(sample.bytes);
      REQUIRE(sample.read() == "");
    }
  }

  TEST_CASE("deep nesting ends in words and not on the stack") {
    for (const std::size_t depth : {100u, 10000u, 1000000u}) {
      CHECK(read_as_problem(std::string(depth, '[')) == "");
      CHECK(read_as_problem(R"({"kernel": "exact", "cost": {"matrix": )" + std::string(depth, '[') + "1" +
                            std::string(depth, ']') + "}}") == "");
      std::string objects;
      for (std::size_t k = 0; k < depth; ++k) objects += "{\"kernel\":";
      CHECK(read_as_problem(objects) == "");
    }
  }

  TEST_CASE("numbers at the ends of the range are refused or right") {
    for (const char* number :
         {"1e308", "-1e308", "1e309", "5e-324", "1e-400", "-0.0", "1e150", "123456789012345678901234567890"}) {
      CAPTURE(number);
      const std::string text(number);
      CHECK(read_as_problem(R"({"kernel": "exact", "cost": {"matrix": [[)" + text + ", 1], [2, " + text + "]]}}") ==
            "");
      CHECK(read_as_problem(R"({"kernel": "exact", "cost": "euclidean", "source": {"points": [[)" + text +
                            R"(]], "weights": [)" + text + R"(]}, "target": {"points": [[1]]}})") == "");
    }
  }
}
