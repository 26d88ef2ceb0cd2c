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

typedef double Pack __attribute__((vector_size(MONGECARLO_BYTES), aligned(8), may_alias));
typedef std::int64_t Mask __attribute__((vector_size(MONGECARLO_BYTES), aligned(8), may_alias));

inline __attribute__((always_inline)) Pack load(const double* p) { return *reinterpret_cast<const Pack*>(p); }
inline __attribute__((always_inline)) void store(double* p, Pack x) { *reinterpret_cast<Pack*>(p) = x; }
inline __attribute__((always_inline)) Pack least(Pack a, Pack b) { return a < b ? a : b; }
inline __attribute__((always_inline)) Pack greatest(Pack a, Pack b) { return a < b ? b : a; }
inline __attribute__((always_inline)) Pack all(double x) { return Pack{} + x; }

double least_lane(const Pack* parts) {
  Pack x = parts[0];
  for (Size k = 1; k < kParts; ++k) x = least(x, parts[k]);
  double result = x[0];
  for (Size k = 1; k < kWidth; ++k) result = x[k] < result ? x[k] : result;
  return result;
}

double least_difference(const double* c, const double* v, Size n) {
  Pack parts[kParts];
  for (Pack& part : parts) part = all(kInfinity);
  Size j = 0;
  for (; j + kLanes <= n; j += kLanes)
    for (Size k = 0; k < kParts; ++k)
      parts[k] = least(load(c + j + k * kWidth) - load(v + j + k * kWidth), parts[k]);
  for (; j + kWidth <= n; j += kWidth) parts[0] = least(load(c + j) - load(v + j), parts[0]);
  double result = least_lane(parts);
  for (; j < n; ++j) result = c[j] - v[j] < result ? c[j] - v[j] : result;
  return result;
}

void take(double value, double* first, double* second) {
  if (value < *first) {
    *second = *first;
    *first = value;
  } else if (value < *second) {
    *second = value;
  }
}

void two_least_differences(const double* c, const double* v, Size n, double* first, double* second) {
  Pack one = all(kInfinity), two = all(kInfinity);
  Size j = 0;
  for (; j + kWidth <= n; j += kWidth) {
    const Pack value = load(c + j) - load(v + j);
    two = least(greatest(value, one), two);
    one = least(value, one);
  }
  *first = *second = kInfinity;
  for (Size k = 0; k < kWidth; ++k) {
    take(one[k], first, second);
    take(two[k], first, second);
  }
  for (; j < n; ++j) take(c[j] - v[j], first, second);
}

bool any(Mask mask) {
  std::int64_t bits = 0;
  for (Size k = 0; k < kWidth; ++k) bits |= mask[k];
  return bits != 0;
}

Size find_difference(const double* c, const double* v, double value, Size n) {
  Size j = 0;
  for (; j + kWidth <= n; j += kWidth)
    if (any(load(c + j) - load(v + j) <= all(value))) break;
  while (j < n && !(c[j] - v[j] <= value)) ++j;
  return j;
}

Size find_at_most(const double* x, double value, Size n) {
  Size j = 0;
  for (; j + kWidth <= n; j += kWidth)
    if (any(load(x + j) <= all(value))) break;
  while (j < n && !(x[j] <= value)) ++j;
  return j;
}

void lower_to(double* x, const double* c, Size n) {
  Size j = 0;
  for (; j + kWidth <= n; j += kWidth) store(x + j, least(load(c + j), load(x + j)));
  for (; j < n; ++j) x[j] = c[j] < x[j] ? c[j] : x[j];
}

double relax(const double* c, const double* v, double offset, Size row, double* distance, Size* predecessor, Size n) {
  Pack nearest = all(kInfinity);
  Size j = 0;
  for (; j + kWidth <= n; j += kWidth) {
    const Pack old = load(distance + j);
    const Pack value = load(c + j) - load(v + j) + offset;
    const Mask better = value < old;
    Mask* from = reinterpret_cast<Mask*>(predecessor + j);
    *from = better ? Mask{} + row : *from;
    const Pack now = better ? value : old;
    store(distance + j, now);
    nearest = least(now, nearest);
  }
  double result = nearest[0];
  for (Size k = 1; k < kWidth; ++k) result = nearest[k] < result ? nearest[k] : result;
  for (; j < n; ++j) {
    const double value = c[j] - v[j] + offset;
    if (value < distance[j]) {
      distance[j] = value;
      predecessor[j] = row;
    }
    result = distance[j] < result ? distance[j] : result;
  }
  return result;
}

}  // namespace

extern const VectorLoops MONGECARLO_LOOPS;
const VectorLoops MONGECARLO_LOOPS{MONGECARLO_NAME, least_difference, two_least_differences, find_difference,
                                   find_at_most,    lower_to,         relax};

}  // namespace mongecarlo
