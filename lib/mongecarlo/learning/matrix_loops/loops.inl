// The loops of one instruction set, for both scalars. The including source defines MONGECARLO_SET (its name as a
// token), MONGECARLO_NAME (the same as text) and MONGECARLO_BYTES (the width of a vector register), and is compiled
// with the flags of that set. Like those of the solvers it includes nothing that has inline functions: the linker keeps
// one copy of each, and that copy could be one this machine does not run.
#include "mongecarlo/learning/matrix_loops.hpp"

namespace mongecarlo {
namespace {

using Int = std::int64_t;

/// A register of scalars, or (Wide = false) one scalar under the same interface, for what is left over.
template <class Scalar, bool Wide>
struct Lanes {
  using Type = Scalar;
  static constexpr Int kCount = 1;
  static Type load(const Scalar* from) { return *from; }
  static void store(Type value, Scalar* to) { *to = value; }
};
template <class Scalar>
struct Lanes<Scalar, true> {
  typedef Scalar Type __attribute__((vector_size(MONGECARLO_BYTES)));
  static constexpr Int kCount = MONGECARLO_BYTES / sizeof(Scalar);
  static Type load(const Scalar* from) {
    Type value;
    __builtin_memcpy(&value, from, sizeof value);
    return value;
  }
  static void store(const Type& value, Scalar* to) { __builtin_memcpy(to, &value, sizeof value); }
};

/// Rows [i, i + Rows lanes) of `Columns` columns of A B.
template <class Scalar, bool Wide, int Rows, int Columns>
void product_tile(const Scalar* a, const typename MatrixLoops<Scalar>::Strided& b, const Scalar* shift, Scalar* out,
                  Int n, Int k) {
  using L = Lanes<Scalar, Wide>;
  typename L::Type sums[Columns][Rows];
  for (int c = 0; c < Columns; ++c)
    for (int r = 0; r < Rows; ++r) sums[c][r] = typename L::Type{} + (shift ? shift[c] : Scalar(0));
  const Scalar* row = b.values;
  for (Int p = 0; p < k; ++p, a += n, row += b.by_row) {
    typename L::Type left[Rows];
    for (int r = 0; r < Rows; ++r) left[r] = L::load(a + r * L::kCount);
    for (int c = 0; c < Columns; ++c) {
      const Scalar right = row[c * b.by_column];
      for (int r = 0; r < Rows; ++r) sums[c][r] += left[r] * right;
    }
  }
  for (int c = 0; c < Columns; ++c)
    for (int r = 0; r < Rows; ++r) L::store(sums[c][r], out + c * n + r * L::kCount);
}

template <class Scalar, int Columns>
void product_columns(const Scalar* a, const typename MatrixLoops<Scalar>::Strided& b, const Scalar* shift, Scalar* out,
                     Int n, Int k) {
  constexpr Int kWidth = Lanes<Scalar, true>::kCount;
  Int i = 0;
  for (; i + 2 * kWidth <= n; i += 2 * kWidth) product_tile<Scalar, true, 2, Columns>(a + i, b, shift, out + i, n, k);
  for (; i + kWidth <= n; i += kWidth) product_tile<Scalar, true, 1, Columns>(a + i, b, shift, out + i, n, k);
  for (; i < n; ++i) product_tile<Scalar, false, 1, Columns>(a + i, b, shift, out + i, n, k);
}

template <class Scalar>
void product(const Scalar* a, const typename MatrixLoops<Scalar>::Strided& b, const Scalar* shift, Scalar* out, Int n,
             Int k, Int m) {
  Int j = 0;
  const auto at = [&] {
    return typename MatrixLoops<Scalar>::Strided{b.values + j * b.by_column, b.by_row, b.by_column};
  };
  const auto shift_at = [&] { return shift ? shift + j : nullptr; };
  for (; j + 4 <= m; j += 4) product_columns<Scalar, 4>(a, at(), shift_at(), out + j * n, n, k);
  for (; j + 2 <= m; j += 2) product_columns<Scalar, 2>(a, at(), shift_at(), out + j * n, n, k);
  for (; j < m; ++j) product_columns<Scalar, 1>(a, at(), shift_at(), out + j * n, n, k);
}

/// The lanes of a register, added from the first to the last.
template <class Scalar>
Scalar horizontal_sum(const typename Lanes<Scalar, true>::Type& lanes) {
  Scalar values[Lanes<Scalar, true>::kCount];
  __builtin_memcpy(values, &lanes, sizeof lanes);
  Scalar sum = 0;
  for (const Scalar value : values) sum += value;
  return sum;
}

/// `Rows` x `Columns` entries of A^T B: dot products of columns.
template <class Scalar, int Rows, int Columns>
void dot_tile(const Scalar* a, const Scalar* b, Scalar* out, Int n, Int k) {
  using L = Lanes<Scalar, true>;
  typename L::Type sums[Rows][Columns] = {};
  Int i = 0;
  for (; i + L::kCount <= n; i += L::kCount)
    for (int r = 0; r < Rows; ++r) {
      const auto left = L::load(a + r * n + i);
      for (int c = 0; c < Columns; ++c) sums[r][c] += left * L::load(b + c * n + i);
    }
  for (int r = 0; r < Rows; ++r)
    for (int c = 0; c < Columns; ++c) {
      Scalar sum = horizontal_sum<Scalar>(sums[r][c]);
      for (Int rest = i; rest < n; ++rest) sum += a[r * n + rest] * b[c * n + rest];
      out[c * k + r] = sum;
    }
}

template <class Scalar, int Columns>
void dot_columns(const Scalar* a, const Scalar* b, Scalar* out, Int n, Int k) {
  Int p = 0;
  for (; p + 2 <= k; p += 2) dot_tile<Scalar, 2, Columns>(a + p * n, b, out + p, n, k);
  for (; p < k; ++p) dot_tile<Scalar, 1, Columns>(a + p * n, b, out + p, n, k);
}

template <class Scalar>
void transposed_product(const Scalar* a, const Scalar* b, Scalar* out, Int n, Int k, Int m) {
  Int j = 0;
  for (; j + 4 <= m; j += 4) dot_columns<Scalar, 4>(a, b + j * n, out + j * k, n, k);
  for (; j < m; ++j) dot_columns<Scalar, 1>(a, b + j * n, out + j * k, n, k);
}

template <class Scalar>
void add(const Scalar* a, const Scalar* b, Scalar* out, Int n) {
  for (Int i = 0; i < n; ++i) out[i] = a[i] + b[i];
}
template <class Scalar>
void subtract(const Scalar* a, const Scalar* b, Scalar* out, Int n) {
  for (Int i = 0; i < n; ++i) out[i] = a[i] - b[i];
}
template <class Scalar>
void multiply(const Scalar* a, const Scalar* b, Scalar* out, Int n) {
  for (Int i = 0; i < n; ++i) out[i] = a[i] * b[i];
}
template <class Scalar>
void divide(const Scalar* a, const Scalar* b, Scalar* out, Int n) {
  for (Int i = 0; i < n; ++i) out[i] = a[i] / b[i];
}
template <class Scalar>
void affine(const Scalar* a, Scalar scale, Scalar shift, Scalar* out, Int n) {
  for (Int i = 0; i < n; ++i) out[i] = scale * a[i] + shift;
}
template <class Scalar>
void gate(const Scalar* a, const Scalar* gate, Scalar slope, Scalar* out, Int n) {
  for (Int i = 0; i < n; ++i) out[i] = gate[i] > 0 ? a[i] : slope * a[i];
}

template <class Scalar>
Scalar sum(const Scalar* a, Int n) {
  using L = Lanes<Scalar, true>;
  typename L::Type sums = {};
  Int i = 0;
  for (; i + L::kCount <= n; i += L::kCount) sums += L::load(a + i);
  Scalar total = horizontal_sum<Scalar>(sums);
  for (; i < n; ++i) total += a[i];
  return total;
}

template <class Scalar>
constexpr MatrixLoops<Scalar> loops_of_set() {
  return {MONGECARLO_NAME, product<Scalar>,  transposed_product<Scalar>,
          add<Scalar>,     subtract<Scalar>, multiply<Scalar>,
          divide<Scalar>,  affine<Scalar>,   gate<Scalar>,
          sum<Scalar>};
}

}  // namespace

#define MONGECARLO_JOIN(set, scalar) set##_##scalar##_loops
#define MONGECARLO_LOOPS_OF(set, scalar) MONGECARLO_JOIN(set, scalar)
extern const MatrixLoops<float> MONGECARLO_LOOPS_OF(MONGECARLO_SET, float);
const MatrixLoops<float> MONGECARLO_LOOPS_OF(MONGECARLO_SET, float) = loops_of_set<float>();
extern const MatrixLoops<double> MONGECARLO_LOOPS_OF(MONGECARLO_SET, double);
const MatrixLoops<double> MONGECARLO_LOOPS_OF(MONGECARLO_SET, double) = loops_of_set<double>();

}  // namespace mongecarlo
