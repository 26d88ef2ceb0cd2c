// libFuzzer's entry: built with clang, run by hand,
//     build/tests/fuzz/reader_fuzzer tests/fuzz/corpus
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "reader_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const std::string& fault : {mongecarlo::testing::read_as_problem(text), mongecarlo::testing::read_as_npy(text),
                                   mongecarlo::testing::read_as_idx(text)})
    if (!fault.empty()) {
      std::fprintf(stderr, "%s\n", fault.c_str());
      std::abort();
    }
  return 0;
}
