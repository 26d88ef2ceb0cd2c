#include "mongecarlo/transport/vector_loops.hpp"

#include <cstdlib>
#include <string_view>

namespace mongecarlo {

extern const VectorLoops baseline_loops;
#ifdef MONGECARLO_X86_LOOPS
extern const VectorLoops avx2_loops;
extern const VectorLoops avx512_loops;
#endif

namespace {

const VectorLoops& choose() {
#ifdef MONGECARLO_X86_LOOPS
  const char* variable = std::getenv("MONGECARLO_SIMD");
  const std::string_view wanted = variable ? variable : "";
  __builtin_cpu_init();
  const bool has_avx512 =
      __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  if (has_avx512 && wanted != "baseline" && wanted != "avx2") return avx512_loops;
  if (__builtin_cpu_supports("avx2") && wanted != "baseline") return avx2_loops;
#endif
  return baseline_loops;
}

}  // namespace

const VectorLoops& vector_loops() {
  static const VectorLoops& chosen = choose();
  return chosen;
}

}  // namespace mongecarlo
