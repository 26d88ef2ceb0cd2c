// Included by loops.inl: a bitonic sorting network (Batcher 1968) over `rows` registers, a power of two. The value of
// rank lane * rows + row ends in that lane of that row, so that all comparators stand between registers until runs as
// long as a lane are sorted, and most of them afterwards.
namespace mongecarlo {
namespace {

inline __attribute__((always_inline)) void order(Pack& a, Pack& b) {
  const Pack low = least(a, b);
  b = greatest(a, b);
  a = low;
}

// Lanes with `bit` in their number from b, the others from a.
template <Size bit>
inline __attribute__((always_inline)) Pack pick(Pack a, Pack b) {
  Mask lanes;
  for (Size k = 0; k < kWidth; ++k) lanes[k] = (k & bit) ? -1 : 0;
  return lanes ? b : a;
}

// Lanes of each group in reverse.
template <Size group>
inline __attribute__((always_inline)) Pack mirrored(Pack x) {
#if MONGECARLO_BYTES == 64
  if constexpr (group == 8) return __builtin_shufflevector(x, x, 7, 6, 5, 4, 3, 2, 1, 0);
  if constexpr (group == 4) return __builtin_shufflevector(x, x, 3, 2, 1, 0, 7, 6, 5, 4);
#elif MONGECARLO_BYTES == 32
  if constexpr (group == 4) return __builtin_shufflevector(x, x, 3, 2, 1, 0);
#endif
  return turned<1>(x);
}

void sort_octets(double* x, Size rows) {
  for (; rows > 0; rows -= 8, x += 8 * kWidth) {
    Pack v[8];
    for (Size k = 0; k < 8; ++k) v[k] = load(x + k * kWidth);
    order(v[0], v[2]), order(v[1], v[3]), order(v[4], v[6]), order(v[5], v[7]);
    order(v[0], v[4]), order(v[1], v[5]), order(v[2], v[6]), order(v[3], v[7]);
    order(v[0], v[1]), order(v[2], v[3]), order(v[4], v[5]), order(v[6], v[7]);
    order(v[2], v[4]), order(v[3], v[5]);
    order(v[1], v[4]), order(v[3], v[6]);
    order(v[1], v[2]), order(v[3], v[4]), order(v[5], v[6]);
    for (Size k = 0; k < 8; ++k) store(x + k * kWidth, v[k]);
  }
}

// The first stage that merges sorted runs of size / 2 rows: the second of them counts backwards.
void flip(double* x, Size rows, Size size) {
  for (const double* end = x + rows * kWidth; x < end; x += size * kWidth)
    for (Size r = 0; r < size / 2; ++r) {
      Pack a = load(x + r * kWidth), b = load(x + (size - 1 - r) * kWidth);
      order(a, b);
      store(x + r * kWidth, a);
      store(x + (size - 1 - r) * kWidth, b);
    }
}

// `stages` stages in one pass, of rows stride, stride / 2, ... apart.
template <Size stages>
void clean(double* x, Size rows, Size stride) {
  constexpr Size kCount = Size{1} << stages;
  const Size unit = 2 * stride / kCount;
  for (const double* end = x + rows * kWidth; x < end; x += 2 * stride * kWidth)
    for (Size r = 0; r < unit; ++r) {
      double* first = x + r * kWidth;
      Pack v[kCount];
      for (Size k = 0; k < kCount; ++k) v[k] = load(first + k * unit * kWidth);
      for (Size half = kCount / 2; half > 0; half /= 2)
        for (Size k = 0; k < kCount; ++k)
          if ((k & half) == 0) order(v[k], v[k + half]);
      for (Size k = 0; k < kCount; ++k) store(first + k * unit * kWidth, v[k]);
    }
}

// Sorts what is bitonic over 2 * stride rows.
void clean_up(double* x, Size rows, Size stride) {
  Size stages = 1;
  for (Size apart = stride; apart > 1; apart /= 2) ++stages;
  for (; stages % 3 != 0; --stages, stride /= 2) clean<1>(x, rows, stride);
  for (; stages > 0; stages -= 3, stride /= 8) clean<3>(x, rows, stride);
}

template <Size half>
inline __attribute__((always_inline)) void clean_lanes(Pack& x) {
  const Pack other = turned<half>(x);
  x = pick<half>(least(x, other), greatest(x, other));
}

// Merges sorted runs of group / 2 lanes.
template <Size group>
void merge_lanes(double* x, Size rows) {
  for (Size r = 0; r < rows / 2; ++r) {
    double *near = x + r * kWidth, *far = x + (rows - 1 - r) * kWidth;
    Pack a = load(near), b = mirrored<group>(load(far));
    const Pack low = least(a, b), high = greatest(a, b);
    a = pick<group / 2>(low, high);
    b = mirrored<group>(pick<group / 2>(high, low));
    if constexpr (group >= 8) clean_lanes<2>(a), clean_lanes<2>(b);
    if constexpr (group >= 4) clean_lanes<1>(a), clean_lanes<1>(b);
    store(near, a);
    store(far, b);
  }
  clean_up(x, rows, rows / 2);
}

// The blocks of half x half beside the diagonal of each block twice as large change places.
template <Size half>
inline __attribute__((always_inline)) void swap_blocks(Pack* square) {
  for (Size k = 0; k < kWidth; ++k)
    if ((k & half) == 0) {
      const Pack a = square[k], b = square[k + half];
      square[k] = pick<half>(a, turned<half>(b));
      square[k + half] = pick<half>(turned<half>(a), b);
    }
}

inline __attribute__((always_inline)) void transpose(Pack* square) {
  if constexpr (kWidth >= 8) swap_blocks<4>(square);
  if constexpr (kWidth >= 4) swap_blocks<2>(square);
  swap_blocks<1>(square);
}

void write_by_rank(const double* sorted, Size rows, double* x, Size n) {
  for (Size r = 0; r < rows; r += kWidth) {
    Pack square[kWidth];
    for (Size k = 0; k < kWidth; ++k) square[k] = load(sorted + (r + k) * kWidth);
    transpose(square);
    for (Size lane = 0; lane < kWidth; ++lane) {
      const Size rank = lane * rows + r;
      if (rank + kWidth <= n)
        store(x + rank, square[lane]);
      else
        for (Size k = 0; rank + k < n; ++k) x[rank + k] = square[lane][k];
    }
  }
}

// Negative zeros become positive ones: comparators do not tell them apart. False where there is a NaN.
bool copy_numbers(const double* x, Size n, double* out, Size size) {
  Mask bad{};
  Size j = 0;
  for (; j + kWidth <= n; j += kWidth) {
    const Pack values = load(x + j);
    bad |= values != values;
    store(out + j, values + all(0));
  }
  bool good = true;
  for (Size k = 0; k < kWidth; ++k) good &= bad[k] == 0;
  for (; j < n; ++j) {
    good &= x[j] == x[j];
    out[j] = x[j] + 0.0;
  }
  for (; j < size; ++j) out[j] = kInfinity;
  return good;
}

bool sort(double* x, Size n, double* scratch) {
  Size rows = 8;
  while (rows * kWidth < n) rows *= 2;
  if (!copy_numbers(x, n, scratch, rows * kWidth)) return false;
  sort_octets(scratch, rows);
  for (Size size = 16; size <= rows; size *= 2) {
    flip(scratch, rows, size);
    clean_up(scratch, rows, size / 4);
  }
  merge_lanes<2>(scratch, rows);
  if constexpr (kWidth >= 4) merge_lanes<4>(scratch, rows);
  if constexpr (kWidth >= 8) merge_lanes<8>(scratch, rows);
  write_by_rank(scratch, rows, x, n);
  return true;
}

}  // namespace
}  // namespace mongecarlo
