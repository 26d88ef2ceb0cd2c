#pragma once
#include <string>

namespace mongecarlo::testing {

// Each feeds bytes to one reader. The reader may refuse them with DataError or IoError, in words; what it takes must be
// what its header promises (finite numbers, weights with a mass, shapes that fit) and must be read again as the same
// when it is written out. Returns what is wrong, or "". Any other exception escapes: it is a fault, as a crash is.

std::string read_as_problem(const std::string& bytes);
std::string read_as_configuration(const std::string& bytes);
std::string read_as_checkpoint(const std::string& bytes);
std::string read_as_csv(const std::string& bytes);
std::string read_as_npy(const std::string& bytes);
std::string read_as_idx(const std::string& bytes);

/// One row a reader: the fuzzers, their corpora (tests/fuzz/corpus/<name>) and the short test all go by it.
struct ReaderTarget {
  const char* name;
  std::string (*read)(const std::string& bytes);
};
inline constexpr ReaderTarget kReaderTargets[] = {{"problem", read_as_problem},
                                                  {"configuration", read_as_configuration},
                                                  {"checkpoint", read_as_checkpoint},
                                                  {"csv", read_as_csv},
                                                  {"npy", read_as_npy},
                                                  {"idx", read_as_idx}};

}  // namespace mongecarlo::testing
