#include "mongecarlo/learning/matrix_loops.hpp"

#include <string_view>

#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {

extern const MatrixLoops<float> baseline_float_loops;
extern const MatrixLoops<double> baseline_double_loops;
#ifdef MONGECARLO_X86_LOOPS
extern const MatrixLoops<float> avx2_float_loops, avx512_float_loops;
extern const MatrixLoops<double> avx2_double_loops, avx512_double_loops;
#endif

namespace {

template <class Scalar>
struct LoopSets {
  const MatrixLoops<Scalar>*baseline, *avx2, *avx512;
};

template <class Scalar>
const MatrixLoops<Scalar>& choose(const LoopSets<Scalar>& sets) {
  [[maybe_unused]] const std::string_view widest = vector_loops().name;
#ifdef MONGECARLO_X86_LOOPS
  __builtin_cpu_init();
  if (widest == "avx512") return *sets.avx512;
  if (widest == "avx2" && __builtin_cpu_supports("fma")) return *sets.avx2;
#endif
  return *sets.baseline;
}

}  // namespace

#ifdef MONGECARLO_X86_LOOPS
#define MONGECARLO_SETS(scalar) \
  { &baseline_##scalar##_loops, &avx2_##scalar##_loops, &avx512_##scalar##_loops }
#else
#define MONGECARLO_SETS(scalar) \
  { &baseline_##scalar##_loops, nullptr, nullptr }
#endif

template <>
const MatrixLoops<float>& matrix_loops<float>() {
  static const MatrixLoops<float>& chosen = choose<float>(MONGECARLO_SETS(float));
  return chosen;
}
template <>
const MatrixLoops<double>& matrix_loops<double>() {
  static const MatrixLoops<double>& chosen = choose<double>(MONGECARLO_SETS(double));
  return chosen;
}

}  // namespace mongecarlo
