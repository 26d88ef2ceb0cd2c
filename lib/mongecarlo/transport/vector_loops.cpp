#include "mongecarlo/transport/vector_loops.hpp"

#include <cstdlib>
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

const VectorLoops& choose() {
  const char* wanted = std::getenv("MONGECARLO_SIMD");
  if (wanted)
    if (const VectorLoops* loops = find_vector_loops(wanted)) return *loops;
  for (const char* name : {"avx512", "avx2"})
    if (const VectorLoops* loops = find_vector_loops(name)) return *loops;
  return baseline_loops;
}

}  // namespace

const VectorLoops& vector_loops() {
  static const VectorLoops& chosen = choose();
  return chosen;
}

}  // namespace mongecarlo
