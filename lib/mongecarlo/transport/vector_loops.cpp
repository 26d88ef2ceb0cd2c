#include "mongecarlo/transport/vector_loops.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>
#include <string>
#include <string_view>

namespace mongecarlo {

extern const VectorLoops baseline_loops;
#ifdef MONGECARLO_X86_LOOPS
extern const VectorLoops avx2_loops;
extern const VectorLoops avx512_loops;
#endif

const VectorLoops* find_vector_loops(const char* name) {
  const std::string_view wanted = name;
#ifdef MONGECARLO_X86_LOOPS
  __builtin_cpu_init();
  const bool has_avx512 =
      __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  if (wanted == "avx512") return has_avx512 ? &avx512_loops : nullptr;
  if (wanted == "avx2") return __builtin_cpu_supports("avx2") ? &avx2_loops : nullptr;
#endif
  return wanted == "baseline" ? &baseline_loops : nullptr;
}

namespace {

constexpr const char* kWidestFirst[] = {"avx512", "avx2", "baseline"};

std::string runnable() {
  std::string names;
  for (const char* name : kWidestFirst)
    if (find_vector_loops(name)) names += (names.empty() ? "" : ", ") + std::string(name);
  return names;
}

}  // namespace

const VectorLoops& choose_vector_loops(const char* wanted) {
  if (wanted && *wanted) {
    if (const VectorLoops* loops = find_vector_loops(wanted)) return *loops;
    throw std::domain_error(
        fmt::format("MONGECARLO_SIMD is '{}', but must be one that this machine runs: {}", wanted, runnable()));
  }
  for (const char* name : kWidestFirst)
    if (const VectorLoops* loops = find_vector_loops(name)) return *loops;
  return baseline_loops;
}

const VectorLoops& vector_loops() {
  static const VectorLoops& chosen = choose_vector_loops(std::getenv("MONGECARLO_SIMD"));
  return chosen;
}

}  // namespace mongecarlo
