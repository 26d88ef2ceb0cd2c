#pragma once
#include <cstdint>

namespace mongecarlo {

/// The inner loops that the solvers spend their time in, compiled once per instruction set. All of them give the same
/// bits: sums run in a fixed number of lanes, and no multiply-add is fused.
struct VectorLoops {
  const char* name;  ///< baseline, avx2 or avx512

  /// min_j (c_j - v_j).
  double (*least_difference)(const double* c, const double* v, std::int64_t n);
  /// The two least values of c_j - v_j; `second` is infinite for n = 1.
  void (*two_least_differences)(const double* c, const double* v, std::int64_t n, double* first, double* second);
  /// First j with c_j - v_j <= value, or n.
  std::int64_t (*find_difference)(const double* c, const double* v, double value, std::int64_t n);
  /// First j with x_j <= value, or n.
  std::int64_t (*find_at_most)(const double* x, double value, std::int64_t n);
  /// x_j = min(x_j, c_j).
  void (*lower_to)(double* x, const double* c, std::int64_t n);
  /// One scan of a shortest path search: where c_j - v_j + offset < distance_j, takes it and writes `row` to
  /// predecessor_j. Returns the least distance.
  double (*relax)(const double* c, const double* v, double offset, std::int64_t row, double* distance,
                  std::int64_t* predecessor, std::int64_t n);
};

/// The widest loops that this machine runs, chosen once. The environment variable MONGECARLO_SIMD (baseline, avx2,
/// avx512) asks for narrower ones.
const VectorLoops& vector_loops();

}  // namespace mongecarlo
