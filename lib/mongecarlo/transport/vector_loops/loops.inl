// Included by one source file per instruction set, each of which defines MONGECARLO_LOOPS (name of the table) and
// MONGECARLO_BYTES (register width). It includes nothing that has inline functions: the linker keeps one copy of each,
// and that copy could be one this machine's older sisters cannot run.
#include "mongecarlo/transport/vector_loops.hpp"

namespace mongecarlo {
namespace {

using Size = std::int64_t;
constexpr Size kWidth = MONGECARLO_BYTES / 8;
constexpr Size kLanes = 32;  // the same in every unit: sums keep their bits
constexpr Size kParts = kLanes / kWidth;
constexpr double kInfinity = __builtin_inf();

// Loops over arrays of these go by index: what `auto` deduces forgets how they are aligned, a range-based loop too.
typedef double Pack __attribute__((vector_size(MONGECARLO_BYTES), aligned(8), may_alias));
typedef std::int64_t Mask __attribute__((vector_size(MONGECARLO_BYTES), aligned(8), may_alias));

inline __attribute__((always_inline)) Pack load(const double* p) { return *reinterpret_cast<const Pack*>(p); }
inline __attribute__((always_inline)) void store(double* p, Pack x) { *reinterpret_cast<Pack*>(p) = x; }
// a < b ? a : b and a < b ? b : a, which GCC does not see to be one instruction.
#if defined(__AVX512F__) && defined(__clang__)
inline __attribute__((always_inline)) Pack least(Pack a, Pack b) { return __builtin_ia32_minpd512(a, b, 4); }
inline __attribute__((always_inline)) Pack greatest(Pack a, Pack b) { return __builtin_ia32_maxpd512(b, a, 4); }
#elif defined(__AVX512F__)
inline __attribute__((always_inline)) Pack least(Pack a, Pack b) {
  return __builtin_ia32_minpd512_mask(a, b, a, 0xff, 4);
}
inline __attribute__((always_inline)) Pack greatest(Pack a, Pack b) {
  return __builtin_ia32_maxpd512_mask(b, a, a, 0xff, 4);
}
#elif defined(__AVX__)
inline __attribute__((always_inline)) Pack least(Pack a, Pack b) { return __builtin_ia32_minpd256(a, b); }
inline __attribute__((always_inline)) Pack greatest(Pack a, Pack b) { return __builtin_ia32_maxpd256(b, a); }
#elif defined(__SSE2__)
inline __attribute__((always_inline)) Pack least(Pack a, Pack b) { return __builtin_ia32_minpd(a, b); }
inline __attribute__((always_inline)) Pack greatest(Pack a, Pack b) { return __builtin_ia32_maxpd(b, a); }
#else
inline __attribute__((always_inline)) Pack least(Pack a, Pack b) { return a < b ? a : b; }
inline __attribute__((always_inline)) Pack greatest(Pack a, Pack b) { return a < b ? b : a; }
#endif
// Kept from becoming a store of some lanes, which is slow, and slow to be read again.
template <class Register>
inline __attribute__((always_inline)) Register whole(Register x) {
#if defined(__AVX512F__)
  asm("" : "+v"(x));
#endif
  return x;
}
inline __attribute__((always_inline)) Pack all(double x) { return Pack{} + x; }

// Lanes k and k ^ half change places.
template <Size half>
inline __attribute__((always_inline)) Pack turned(Pack x) {
#if MONGECARLO_BYTES == 64
  if constexpr (half == 4) return __builtin_shufflevector(x, x, 4, 5, 6, 7, 0, 1, 2, 3);
  if constexpr (half == 2) return __builtin_shufflevector(x, x, 2, 3, 0, 1, 6, 7, 4, 5);
  return __builtin_shufflevector(x, x, 1, 0, 3, 2, 5, 4, 7, 6);
#elif MONGECARLO_BYTES == 32
  if constexpr (half == 2) return __builtin_shufflevector(x, x, 2, 3, 0, 1);
  return __builtin_shufflevector(x, x, 1, 0, 3, 2);
#else
  return __builtin_shufflevector(x, x, 1, 0);
#endif
}

// Calls visit(turn) with turned<4>, then turned<2>, then turned<1>, as far as the register has such lanes: what is
// combined so all the way stands in every lane.
template <class Visit>
inline __attribute__((always_inline)) void for_each_halving(Visit visit) {
  if constexpr (kWidth >= 8) visit([](Pack x) { return turned<4>(x); });
  if constexpr (kWidth >= 4) visit([](Pack x) { return turned<2>(x); });
  visit([](Pack x) { return turned<1>(x); });
}

// The least lane in every lane.
inline __attribute__((always_inline)) Pack least_lanes(Pack x) {
  for_each_halving([&](auto turn) __attribute__((always_inline)) { x = least(turn(x), x); });
  return x;
}

double least_lane(const Pack* parts) {
  Pack x = parts[0];
  for (Size k = 1; k < kParts; ++k) x = least(x, parts[k]);
  return least_lanes(x)[0];
}

double least_difference(const double* c, const double* v, Size n) {
  Pack parts[kParts];
  for (Size k = 0; k < kParts; ++k) parts[k] = all(kInfinity);
  Size j = 0;
  for (; j + kLanes <= n; j += kLanes)
    for (Size k = 0; k < kParts; ++k)
      parts[k] = least(load(c + j + k * kWidth) - load(v + j + k * kWidth), parts[k]);
  for (; j + kWidth <= n; j += kWidth) parts[0] = least(load(c + j) - load(v + j), parts[0]);
  double result = least_lane(parts);
  for (; j < n; ++j) result = c[j] - v[j] < result ? c[j] - v[j] : result;
  return result;
}

// One bit a lane where a <= b, the first lane lowest.
inline __attribute__((always_inline)) unsigned at_most(Pack a, Pack b) {
#if defined(__AVX512F__)
  return __builtin_ia32_cmppd512_mask(a, b, 2, 0xff, 4);
#elif defined(__AVX__)
  typedef double Four __attribute__((vector_size(32)));
  return static_cast<unsigned>(__builtin_ia32_movmskpd256(reinterpret_cast<Four>(a <= b)));
#elif defined(__SSE2__)
  typedef double Two __attribute__((vector_size(16)));
  return static_cast<unsigned>(__builtin_ia32_movmskpd(reinterpret_cast<Two>(a <= b)));
#else
  const Mask mask = a <= b;
  unsigned bits = 0;
  for (Size k = 0; k < kWidth; ++k) bits |= (mask[k] ? 1u : 0u) << k;
  return bits;
#endif
}

double bound_differences(const double* c, const double* v, Size n, Size count) {
  Pack parts[kParts];
  for (Size k = 0; k < kParts; ++k) parts[k] = all(kInfinity);
  Size j = 0;
  for (; j + kLanes <= n; j += kLanes)
    for (Size k = 0; k < kParts; ++k)
      parts[k] = least(load(c + j + k * kWidth) - load(v + j + k * kWidth), parts[k]);
  double lanes[kLanes];
  for (Size k = 0; k < kParts; ++k) store(lanes + k * kWidth, parts[k]);
  for (Size k = 0; j < n; ++j, ++k) lanes[k] = c[j] - v[j] < lanes[k] ? c[j] - v[j] : lanes[k];
  // The least of the 32 minima that more than `count` of them are at most: each is one entry.
  double bound = kInfinity;
  for (double lane : lanes) {
    int below = 0;
    for (Size k = 0; k < kLanes; k += kWidth) below += __builtin_popcount(at_most(load(lanes + k), all(lane)));
    if (below > count && lane < bound) bound = lane;
  }
  return bound;
}

Size list_differences(const double* c, const double* v, double value, Size n, std::int32_t* out) {
  Size count = 0, j = 0;
  for (; j + kWidth <= n; j += kWidth)
    for (unsigned bits = at_most(load(c + j) - load(v + j), all(value)); bits != 0; bits &= bits - 1)
      out[count++] = static_cast<std::int32_t>(j + __builtin_ctz(bits));
  for (; j < n; ++j)
    if (c[j] - v[j] <= value) out[count++] = static_cast<std::int32_t>(j);
  return count;
}

// First lane of n for which test(j) has its bit set, looked for in blocks of 64: a jump out of the loop for each register
// would be foretold wrongly once a call. The lanes that fill no register are left to the caller, from `*rest` on.
template <class Test>
inline __attribute__((always_inline)) Size first_lane(Size n, Size* rest, Test test) {
  Size j = 0;
  for (; j + 64 <= n; j += 64) {
    std::uint64_t bits = 0;
    for (Size k = 0; k < 64; k += kWidth) bits |= std::uint64_t{test(j + k)} << k;
    if (bits != 0) return j + __builtin_ctzll(bits);
  }
  std::uint64_t bits = 0;
  Size k = 0;
  for (; j + k + kWidth <= n; k += kWidth) bits |= std::uint64_t{test(j + k)} << k;
  *rest = j + k;
  return bits != 0 ? j + __builtin_ctzll(bits) : n;
}

// `value` in every lane.
inline __attribute__((always_inline)) Size first_difference(const double* c, const double* v, Pack value, Size n) {
  Size j = n;
  const Size found = first_lane(n, &j, [=](Size k) { return at_most(load(c + k) - load(v + k), value); });
  if (found < n) return found;
  while (j < n && !(c[j] - v[j] <= value[0])) ++j;
  return j;
}

inline __attribute__((always_inline)) Size first_entry(const double* x, Pack value, Size n) {
  Size j = n;
  const Size found = first_lane(n, &j, [=](Size k) { return at_most(load(x + k), value); });
  if (found < n) return found;
  while (j < n && !(x[j] <= value[0])) ++j;
  return j;
}

Size find_difference(const double* c, const double* v, double value, Size n) {
  return first_difference(c, v, all(value), n);
}

Size find_at_most(const double* x, double value, Size n) { return first_entry(x, all(value), n); }

// The two least values seen, lane by lane.
struct TwoLeast {
  Pack first = all(kInfinity), second = all(kInfinity);

  inline __attribute__((always_inline)) void take(Pack value) {
    second = least(greatest(value, first), second);
    first = least(value, first);
  }
  inline __attribute__((always_inline)) void take(Pack one, Pack two) {
    second = least(greatest(one, first), least(two, second));
    first = least(one, first);
  }
};

// The two least of c_j - v_j in every lane, in two chains, since each operation waits for the last.
inline __attribute__((always_inline)) TwoLeast least_two(const double* c, const double* v, Size n) {
  TwoLeast even, odd;
  Size j = 0;
  for (; j + 2 * kWidth <= n; j += 2 * kWidth) {
    even.take(load(c + j) - load(v + j));
    odd.take(load(c + j + kWidth) - load(v + j + kWidth));
  }
  if (j + kWidth <= n) {
    even.take(load(c + j) - load(v + j));
    j += kWidth;
  }
  even.take(odd.first, odd.second);
  for_each_halving([&](auto turn) __attribute__((always_inline)) { even.take(turn(even.first), turn(even.second)); });
  for (; j < n; ++j) even.take(all(c[j] - v[j]));
  return even;
}

void two_least_differences(const double* c, const double* v, Size n, double* first, double* second) {
  const TwoLeast two = least_two(c, v, n);
  *first = two.first[0];
  *second = two.second[0];
}

// A register is read, changed in one lane and written: a wide read soon after a narrow write would have to wait for it.
template <class Change>
inline __attribute__((always_inline)) void change_entry(double* x, Size j, Size n, Change change) {
  const Size first = j / kWidth * kWidth;
  if (first + kWidth > n) {
    x[j] = change(all(x[j]))[0];
    return;
  }
  Mask lanes;
  for (Size k = 0; k < kWidth; ++k) lanes[k] = first + k;
  const Pack old = load(x + first);
  store(x + first, whole(lanes == Mask{} + j ? change(old) : old));
}

Size bid(const double* c, double* v, Size n, double largest, double smallest, double* step) {
  const TwoLeast two = least_two(c, v, n);
  const Size j = first_difference(c, v, two.first, n);
  const double apart = two.second[0] - two.first[0], held = apart < largest ? apart : largest;
  const double taken = held > smallest ? held : 0;
  change_entry(v, j, n, [=](Pack price) __attribute__((always_inline)) { return price - taken; });
  *step = taken;
  return j;
}

void lower_to(double* x, const double* c, Size n) {
  Size j = 0;
  for (; j + kWidth <= n; j += kWidth) store(x + j, least(load(c + j), load(x + j)));
  for (; j < n; ++j) x[j] = c[j] < x[j] ? c[j] : x[j];
}

// The least distance in every lane.
inline __attribute__((always_inline)) Pack relax_all(const double* c, const double* v, double offset, Size row,
                                                     double* distance, Size* predecessor, Size n) {
  const auto look_at = [=](Size j) __attribute__((always_inline)) {
    const Pack old = load(distance + j);
    const Pack value = load(c + j) - load(v + j) + offset;
    const Mask better = value < old;
    Mask* from = reinterpret_cast<Mask*>(predecessor + j);
    *from = whole(better ? Mask{} + row : *from);
    const Pack now = better ? value : old;
    store(distance + j, now);
    return now;
  };
  Pack even = all(kInfinity), odd = all(kInfinity);
  Size j = 0;
  for (; j + 2 * kWidth <= n; j += 2 * kWidth) {
    even = least(look_at(j), even);
    odd = least(look_at(j + kWidth), odd);
  }
  if (j + kWidth <= n) {
    even = least(look_at(j), even);
    j += kWidth;
  }
  for (; j < n; ++j) {
    const double value = c[j] - v[j] + offset;
    if (value < distance[j]) {
      distance[j] = value;
      predecessor[j] = row;
    }
    odd = least(all(distance[j]), odd);
  }
  return least_lanes(least(odd, even));
}

double relax(const double* c, const double* v, double offset, Size row, double* distance, Size* predecessor, Size n) {
  return relax_all(c, v, offset, row, distance, predecessor, n)[0];
}

Size close_and_relax(const double* c, const double* v, double offset, Size row, Size closed, double* distance,
                     Size* predecessor, Size n, double* least) {
  if (closed >= 0)
    change_entry(distance, closed, n, [](Pack) __attribute__((always_inline)) { return all(__builtin_nan("")); });
  const Pack nearest = relax_all(c, v, offset, row, distance, predecessor, n);
  *least = nearest[0];
  return first_entry(distance, nearest, n);
}

double sum_of_lanes(double* lanes) {
  for (Size half = kLanes / 2; half > 0; half /= 2)
    for (Size k = 0; k < half; ++k) lanes[k] += lanes[k + half];
  return lanes[0];
}

double dot(const double* x, const double* y, Size n) {
  Pack parts[kParts] = {};
  Size j = 0;
  for (; j + kLanes <= n; j += kLanes)
    for (Size k = 0; k < kParts; ++k) parts[k] += load(x + j + k * kWidth) * load(y + j + k * kWidth);
  double lanes[kLanes];
  for (Size k = 0; k < kParts; ++k) store(lanes + k * kWidth, parts[k]);
  for (Size k = 0; j < n; ++j, ++k) lanes[k] += x[j] * y[j];
  return sum_of_lanes(lanes);
}

void multiply(double* x, const double* y, double scale, Size n) {
  Size j = 0;
  for (; j + kWidth <= n; j += kWidth) store(x + j, load(x + j) * (load(y + j) * scale));
  for (; j < n; ++j) x[j] *= y[j] * scale;
}

void add_scaled(double* x, const double* y, double scale, Size n) {
  Size j = 0;
  for (; j + kWidth <= n; j += kWidth) store(x + j, load(x + j) + load(y + j) * scale);
  for (; j < n; ++j) x[j] += y[j] * scale;
}

// exp(x) = 2^k exp(r), |r| <= log(2) / 2. Of exp(r) = 1 + r + r^2 q(r), q is the Chebyshev interpolant of degree 9 on
// that interval: 1.6e-17 relative error with the coefficients rounded. Adding 1.5 * 2^52 rounds to an integer and
// leaves it in the low bits.
//
// `count` registers go side by side, step by step: one after another, each waits for its own last step, and a processor
// looks ahead over no more than a few of them.
constexpr Size kSideBySide = 8;
template <Size count>
inline __attribute__((always_inline)) void exponentials(Pack* x) {
  constexpr double kMagic = 6755399441055744.0;
  Pack shifted[count], r[count], r2[count], q[count], high[count];
  for (Size l = 0; l < count; ++l) x[l] = greatest(least(x[l], all(700.0)), all(-708.0));
  for (Size l = 0; l < count; ++l) shifted[l] = x[l] * 1.4426950408889634 + kMagic;
  for (Size l = 0; l < count; ++l) {
    const Pack k = shifted[l] - kMagic;
    r[l] = (x[l] - k * 0.693147180369123816490) - k * 1.90821492927058770002e-10;
  }
  for (Size l = 0; l < count; ++l) {
    r2[l] = r[l] * r[l];
    const Pack q01 = r[l] * 0.16666666666666669 + 0.5000000000000001;
    const Pack q23 = r[l] * 0.008333333333330062 + 0.04166666666662413;
    q[l] = q23 * r2[l] + q01;
  }
  for (Size l = 0; l < count; ++l) {
    const Pack q45 = r[l] * 0.00019841269863053618 + 0.0013888888917213717;
    const Pack q67 = r[l] * 2.7557268459997064e-06 + 2.4801521295954376e-05;
    const Pack q89 = r[l] * 2.510038549551032e-08 + 2.7620088445409746e-07;
    const Pack r4 = r2[l] * r2[l];
    high[l] = q89 * (r4 * r4) + (q67 * r2[l] + q45) * r4;
  }
  for (Size l = 0; l < count; ++l) {
    const Pack value = ((high[l] + q[l]) * r2[l] + r[l]) + 1.0;
    x[l] = reinterpret_cast<Pack>(reinterpret_cast<Mask>(value) + (reinterpret_cast<Mask>(shifted[l]) << 52));
  }
}

// The same of (f + g_j - c_j) / epsilon.
template <Size count>
inline __attribute__((always_inline)) void gibbs(const double* c, const double* g, double f, double inverse_epsilon,
                                                 Pack* values) {
  for (Size l = 0; l < count; ++l) {
    const Size at = l * kWidth;
    values[l] = ((load(g + at) + f) - load(c + at)) * inverse_epsilon;
  }
  exponentials<count>(values);
}

// The last n < kWidth entries.
void exponentiate_rest(const double* c, const double* g, double f, double inverse_epsilon, double* out, Size n) {
  double lanes[2][kWidth] = {};
  for (Size k = 0; k < n; ++k) {
    lanes[0][k] = c[k];
    lanes[1][k] = g[k];
  }
  Pack value;
  gibbs<1>(lanes[0], lanes[1], f, inverse_epsilon, &value);
  store(lanes[0], value);
  for (Size k = 0; k < n; ++k) out[k] = lanes[0][k];
}

template <Size count>
inline __attribute__((always_inline)) Size exponentiate_by(Size j, const double* c, const double* g, double f,
                                                           double inverse_epsilon, double* out, Size n) {
  for (; j + count * kWidth <= n; j += count * kWidth) {
    Pack values[count];
    gibbs<count>(c + j, g + j, f, inverse_epsilon, values);
    for (Size l = 0; l < count; ++l) store(out + j + l * kWidth, values[l]);
  }
  return j;
}

void exponentiate(const double* c, const double* g, double f, double inverse_epsilon, double* out, Size n) {
  Size j = exponentiate_by<kSideBySide>(0, c, g, f, inverse_epsilon, out, n);
  j = exponentiate_by<2>(j, c, g, f, inverse_epsilon, out, n);
  j = exponentiate_by<1>(j, c, g, f, inverse_epsilon, out, n);
  if (j < n) exponentiate_rest(c + j, g + j, f, inverse_epsilon, out + j, n - j);
}

double exponentiate_and_dot(const double* c, const double* g, double f, double inverse_epsilon, const double* weight,
                            double* out, Size n) {
  exponentiate(c, g, f, inverse_epsilon, out, n);
  return dot(out, weight, n);
}

typedef float Half __attribute__((vector_size(MONGECARLO_BYTES / 2), aligned(4), may_alias));
inline __attribute__((always_inline)) Pack load_single(const float* p) {
  return __builtin_convertvector(*reinterpret_cast<const Half*>(p), Pack);
}
inline __attribute__((always_inline)) void store_single(float* p, Pack x) {
  *reinterpret_cast<Half*>(p) = __builtin_convertvector(x, Half);
}

double dot_single(const float* x, const double* y, Size n) {
  Pack parts[kParts] = {};
  Size j = 0;
  for (; j + kLanes <= n; j += kLanes)
    for (Size k = 0; k < kParts; ++k) parts[k] += load_single(x + j + k * kWidth) * load(y + j + k * kWidth);
  double lanes[kLanes];
  for (Size k = 0; k < kParts; ++k) store(lanes + k * kWidth, parts[k]);
  for (Size k = 0; j < n; ++j, ++k) lanes[k] += static_cast<double>(x[j]) * y[j];
  return sum_of_lanes(lanes);
}

void add_single(double* x, const float* y, double scale, Size n) {
  Size j = 0;
  for (; j + kWidth <= n; j += kWidth) store(x + j, load(x + j) + load_single(y + j) * scale);
  for (; j < n; ++j) x[j] += static_cast<double>(y[j]) * scale;
}

// Small exponentials become 0 rather than subnormal numbers, which are slow.
template <Size count>
inline __attribute__((always_inline)) Size exponentiate_to_single_by(Size j, const double* c, const double* g, double f,
                                                                     double inverse_epsilon, float* out, Size n) {
  for (; j + count * kWidth <= n; j += count * kWidth) {
    Pack values[count];
    gibbs<count>(c + j, g + j, f, inverse_epsilon, values);
    for (Size l = 0; l < count; ++l)
      store_single(out + j + l * kWidth, values[l] < all(1.2e-38) ? Pack{} : least(values[l], all(3e38)));
  }
  return j;
}

double exponentiate_to_single(const double* c, const double* g, double f, double inverse_epsilon, const double* weight,
                              float* out, Size n) {
  Size j = exponentiate_to_single_by<kSideBySide>(0, c, g, f, inverse_epsilon, out, n);
  j = exponentiate_to_single_by<1>(j, c, g, f, inverse_epsilon, out, n);
  if (j < n) {
    double rest[kWidth];
    exponentiate_rest(c + j, g + j, f, inverse_epsilon, rest, n - j);
    for (Size k = 0; j + k < n; ++k)
      out[j + k] = static_cast<float>(rest[k] < 1.2e-38 ? 0 : rest[k] < 3e38 ? rest[k] : 3e38);
  }
  return dot_single(out, weight, n);
}

// sum_k term(x_k, y_kj) for `count` registers side by side: x_k is read once for all of them, and no sum waits for
// another.
template <Size count, class Term>
inline __attribute__((always_inline)) void sum_coordinates(const double* x, const double* y, Size d, Size stride,
                                                           double* out, Term term) {
  Pack sums[count] = {};
  for (Size k = 0; k < d; ++k) {
    const Pack coordinate = all(x[k]);
    for (Size l = 0; l < count; ++l) sums[l] += term(coordinate, load(y + k * stride + l * kWidth));
  }
  for (Size l = 0; l < count; ++l) store(out + l * kWidth, sums[l]);
}

template <class Term>
inline __attribute__((always_inline)) void sum_coordinates(const double* x, const double* y, Size d, Size stride,
                                                           double* out, Size n, Term term) {
  Size j = 0;
  for (; j + 4 * kWidth <= n; j += 4 * kWidth) sum_coordinates<4>(x, y + j, d, stride, out + j, term);
  for (; j + kWidth <= n; j += kWidth) sum_coordinates<1>(x, y + j, d, stride, out + j, term);
  for (; j < n; ++j) {
    double sum = 0;
    for (Size k = 0; k < d; ++k) sum += term(all(x[k]), all(y[k * stride + j]))[0];
    out[j] = sum;
  }
}

void squared_distances(const double* x, const double* y, Size d, Size stride, double* out, Size n) {
  sum_coordinates(x, y, d, stride, out, n,
                  [](Pack a, Pack b) __attribute__((always_inline)) { return (a - b) * (a - b); });
}

void products(const double* x, const double* y, Size d, Size stride, double* out, Size n) {
  sum_coordinates(x, y, d, stride, out, n, [](Pack a, Pack b) __attribute__((always_inline)) { return a * b; });
}

VectorLoops::PlanRow plan_row(const double* c, const double* g, double f, double inverse_epsilon, double a,
                              const double* b, double* plan, Size n) {
  Pack masses[kParts] = {}, costs[kParts] = {};
  Pack low = all(kInfinity), high = all(-kInfinity);
  exponentiate(c, g, f, inverse_epsilon, plan, n);
  Size j = 0;
  for (; j + kLanes <= n; j += kLanes)
    for (Size k = 0; k < kParts; ++k) {
      const Size at = j + k * kWidth;
      const Pack cost = load(c + at), value = load(plan + at) * (load(b + at) * a);
      store(plan + at, value);
      masses[k] += value;
      costs[k] += value * cost;
      low = least(cost, low);
      high = greatest(cost, high);
    }
  double mass[kLanes], paid[kLanes], lowest = kInfinity, highest = -kInfinity;
  for (Size k = 0; k < kParts; ++k) {
    store(mass + k * kWidth, masses[k]);
    store(paid + k * kWidth, costs[k]);
  }
  for (Size k = 0; k < kWidth; ++k) {
    lowest = low[k] < lowest ? low[k] : lowest;
    highest = high[k] > highest ? high[k] : highest;
  }
  for (Size k = 0; j < n; ++j, ++k) {
    plan[j] *= b[j] * a;
    mass[k] += plan[j];
    paid[k] += plan[j] * c[j];
    lowest = c[j] < lowest ? c[j] : lowest;
    highest = c[j] > highest ? c[j] : highest;
  }
  return {sum_of_lanes(mass), sum_of_lanes(paid), lowest, highest};
}

void add_to_both(double* x, double* y, const double* z, double scale, Size n) {
  Size j = 0;
  for (; j + kWidth <= n; j += kWidth) {
    const Pack value = load(z + j);
    store(x + j, load(x + j) + value);
    store(y + j, load(y + j) + value * scale);
  }
  for (; j < n; ++j) {
    x[j] += z[j];
    y[j] += z[j] * scale;
  }
}

typedef float Floats __attribute__((vector_size(MONGECARLO_BYTES), aligned(4), may_alias));
typedef std::int32_t FloatBits __attribute__((vector_size(MONGECARLO_BYTES), aligned(4), may_alias));
constexpr Size kFloats = MONGECARLO_BYTES / 4;

inline __attribute__((always_inline)) Floats load(const float* p) { return *reinterpret_cast<const Floats*>(p); }
inline __attribute__((always_inline)) void store(float* p, Floats x) { *reinterpret_cast<Floats*>(p) = x; }

// As the double one, for |x| <= 80, with the Taylor polynomial of degree 6 (remainder 2e-7).
inline __attribute__((always_inline)) Floats exponential(Floats x) {
  constexpr float kMagic = 12582912.0f;
  const Floats shifted = x * 1.44269504f + kMagic;
  const Floats k = shifted - kMagic;
  const Floats r = (x - k * 0.693359375f) + k * 2.12194440e-4f;
  const Floats tail = ((r * (1.0f / 720) + 1.0f / 120) * r + 1.0f / 24) * (r * r) + (r * (1.0f / 6) + 0.5f);
  const Floats value = (tail * (r * r) + r) + 1.0f;
  return reinterpret_cast<Floats>(reinterpret_cast<FloatBits>(value) + (reinterpret_cast<FloatBits>(shifted) << 23));
}

float exponentiate_roughly(const double* c, const double* g, double f, double inverse_epsilon, float* out, Size n) {
  Size j = 0;
  for (; j + kWidth <= n; j += kWidth) {
    const Pack exponent = ((load(g + j) + f) - load(c + j)) * inverse_epsilon;
    store_single(out + j, greatest(least(exponent, all(80)), all(-80)));
  }
  for (; j < n; ++j) {
    const double exponent = ((g[j] + f) - c[j]) * inverse_epsilon, held = exponent < 80 ? exponent : 80;
    out[j] = static_cast<float>(held < -80 ? -80 : held);
  }
  constexpr Size kPacks = kLanes / kFloats;
  Floats parts[kPacks] = {};
  for (j = 0; j + kLanes <= n; j += kLanes)
    for (Size k = 0; k < kPacks; ++k) {
      const Floats value = exponential(load(out + j + k * kFloats));
      store(out + j + k * kFloats, value);
      parts[k] += value;
    }
  float sums[kLanes], rest[kLanes] = {};
  for (Size k = 0; k < kPacks; ++k) store(sums + k * kFloats, parts[k]);
  for (Size k = 0; j + k < n; ++k) rest[k] = out[j + k];
  for (Size k = 0; j + k < n; k += kFloats) store(rest + k, exponential(load(rest + k)));
  for (Size k = 0; j + k < n; ++k) sums[k] += out[j + k] = rest[k];
  for (Size k = 0; k < 16; ++k) sums[k] += sums[k + 16];
  for (Size k = 0; k < 8; ++k) sums[k] += sums[k + 8];
  for (Size k = 0; k < 4; ++k) sums[k] += sums[k + 4];
  return (sums[0] + sums[2]) + (sums[1] + sums[3]);
}

void add_scaled_single(float* x, const float* y, float scale, Size n) {
  Size j = 0;
  for (; j + kFloats <= n; j += kFloats) store(x + j, load(x + j) + load(y + j) * scale);
  for (; j < n; ++j) x[j] += y[j] * scale;
}

// Lanes of a register wide array, eight at a time whatever the width, so that sums keep their bits.
void price_rounded_row(const double* plan, const double* c, const VectorLoops::RoundedRow& row,
                       const VectorLoops::RoundedColumns& column, Size n, double* objective, double* cost) {
  constexpr Size kEight = 8, kPacks = kEight / kWidth;
  Pack price[kPacks] = {}, paid[kPacks] = {};
  Size j = 0;
  for (; j + kEight <= n; j += kEight)
    for (Size k = 0; k < kPacks; ++k) {
      const Size at = j + k * kWidth;
      const Pack q = load(plan + at) * row.factor * load(column.factor + at);
      const Pack r = load(column.lack + at) * row.share;
      const Pack near = load(column.level + at) + row.level + row.epsilon * (r / greatest(q, all(1e-307)));
      const Pack far = load(c + at) + row.rest + load(column.rest + at);
      price[k] += (q + r) * (r <= q ? near : far);
      paid[k] += (q + r) * load(c + at);
    }
  double prices[kEight], costs[kEight];
  for (Size k = 0; k < kPacks; ++k) {
    store(prices + k * kWidth, price[k]);
    store(costs + k * kWidth, paid[k]);
  }
  for (Size k = 0; j < n; ++j, ++k) {
    const double q = plan[j] * row.factor * column.factor[j], r = column.lack[j] * row.share;
    const double near = column.level[j] + row.level + row.epsilon * (r / (q < 1e-307 ? 1e-307 : q));
    prices[k] += (q + r) * (r <= q ? near : c[j] + row.rest + column.rest[j]);
    costs[k] += (q + r) * c[j];
  }
  for (Size k = 0; k < kEight; ++k) {
    *objective += prices[k];
    *cost += costs[k];
  }
}

// log x = k log 2 + log(1 + f), 1 + f in [sqrt(1/2), sqrt(2)); with s = f / (2 + f), log(1 + f) = f - f^2 / 2 +
// s (f^2 / 2 + R(s^2)) and the coefficients of R from FreeBSD's e_log.c.
inline __attribute__((always_inline)) Pack natural_logarithm(Pack x) {
  typedef std::uint64_t Bits __attribute__((vector_size(MONGECARLO_BYTES), aligned(8), may_alias));
  constexpr std::uint64_t kRootHalf = 0x3fe6a09e667f3bcd, kShift = std::uint64_t{1024} << 52;
  const Bits bits = reinterpret_cast<Bits>(x);
  const Bits biased = (bits - kRootHalf + kShift) >> 52;  // k + 1024
  const Pack f = reinterpret_cast<Pack>(bits - (biased << 52) + kShift) - 1.0;
  const Pack k = reinterpret_cast<Pack>(biased + 0x4338000000000000) - (6755399441055744.0 + 1024);
  const Pack s = f / (f + 2.0), z = s * s, w = z * z, half = f * f * 0.5;
  const Pack even = w * (w * (w * 0.1531383769920937332 + 0.2222219843214978396) + 0.3999999999940941908);
  const Pack odd = z * (w * (w * (w * 0.1479819860511658591 + 0.1818357216161805012) + 0.2857142874366239149) +
                        0.6666666666666735130);
  return k * 6.93147180369123816490e-01 - ((half - (s * (half + (even + odd)) + k * 1.90821492927058770002e-10)) - f);
}

void logarithm(const double* x, double* out, Size n) {
  Size j = 0;
  for (; j + kWidth <= n; j += kWidth) store(out + j, natural_logarithm(load(x + j)));
  if (j == n) return;
  double rest[kWidth];
  for (Size k = 0; k < kWidth; ++k) rest[k] = j + k < n ? x[j + k] : 1;
  store(rest, natural_logarithm(load(rest)));
  for (Size k = 0; j + k < n; ++k) out[j + k] = rest[k];
}

}  // namespace

}  // namespace mongecarlo

#include "mongecarlo/transport/vector_loops/lanes.inl"
#include "mongecarlo/transport/vector_loops/network.inl"

namespace mongecarlo {

extern const VectorLoops MONGECARLO_LOOPS;
const VectorLoops MONGECARLO_LOOPS{MONGECARLO_NAME,
                                   least_difference,
                                   two_least_differences,
                                   bound_differences,
                                   list_differences,
                                   find_difference,
                                   find_at_most,
                                   lower_to,
                                   relax,
                                   close_and_relax,
                                   bid,
                                   dot,
                                   add_scaled,
                                   multiply,
                                   exponentiate,
                                   exponentiate_and_dot,
                                   squared_distances,
                                   products,
                                   exponentiate_to_single,
                                   dot_single,
                                   add_single,
                                   exponentiate_roughly,
                                   add_scaled_single,
                                   plan_row,
                                   add_to_both,
                                   price_rounded_row,
                                   logarithm,
                                   sort,
                                   256 * kWidth,
                                   &lane_loops};

}  // namespace mongecarlo
