#pragma once
#include <cstdint>

namespace mongecarlo {

/// The loops that training spends its time in, for matrices stored by columns, compiled once per instruction set. Tall
/// and narrow matrices (a batch by a layer) are what they are made for: lanes run along the columns, nothing is packed,
/// nothing is allocated and no thread is started. Multiply-adds may be fused, so that the last bits depend on the
/// instruction set; on one set they depend on the numbers alone.
template <class Scalar>
struct MatrixLoops {
  const char* name;  ///< baseline, avx2 or avx512

  /// How the entries of a right factor lie: B(p, j) = values[p * by_row + j * by_column].
  struct Strided {
    const Scalar* values;
    std::int64_t by_row, by_column;
  };
  /// out = A B + 1 shift^T with A n x k and out n x m; no shift where it is null. O(n k m).
  void (*product)(const Scalar* a, const Strided& b, const Scalar* shift, Scalar* out, std::int64_t n, std::int64_t k,
                  std::int64_t m);
  /// out = A^T B with A n x k, B n x m and out k x m. O(n k m).
  void (*transposed_product)(const Scalar* a, const Scalar* b, Scalar* out, std::int64_t n, std::int64_t k,
                             std::int64_t m);

  void (*add)(const Scalar* a, const Scalar* b, Scalar* out, std::int64_t n);
  void (*subtract)(const Scalar* a, const Scalar* b, Scalar* out, std::int64_t n);
  void (*multiply)(const Scalar* a, const Scalar* b, Scalar* out, std::int64_t n);
  void (*divide)(const Scalar* a, const Scalar* b, Scalar* out, std::int64_t n);
  /// out_i = scale a_i + shift.
  void (*affine)(const Scalar* a, Scalar scale, Scalar shift, Scalar* out, std::int64_t n);
  /// out_i = a_i where gate_i > 0, and slope a_i elsewhere.
  void (*gate)(const Scalar* a, const Scalar* gate, Scalar slope, Scalar* out, std::int64_t n);
  /// sum_i a_i.
  Scalar (*sum)(const Scalar* a, std::int64_t n);
};

/// The widest loops that this machine runs, and at most as wide as vector_loops() (MONGECARLO_SIMD).
template <class Scalar>
const MatrixLoops<Scalar>& matrix_loops();

}  // namespace mongecarlo
