#pragma once
#include <algorithm>
#include <cstdint>

namespace mongecarlo {

/// How an algorithm ended. Only `converged` promises its stop rule; the others still carry a valid certificate.
enum class Termination : std::uint8_t { converged, iteration_limit, time_limit, numerical_failure, interrupted };

/// Name of a termination as the result files spell it.
const char* to_string(Termination termination);

/// A number known to lie in [lower, upper], and how the algorithm behind it ended.
///
/// This is the currency between the two wings: a solver says how far its value can be off (dual value of feasible
/// potentials below, primal value of a feasible plan above) and the inference uses the end that is conservative.
/// Arithmetic keeps the enclosure up to rounding, which callers add where they need it. Cost: two doubles.
struct Certified {
  double lower = 0;
  double upper = 0;
  Termination termination = Termination::converged;

  constexpr Certified() = default;
  constexpr Certified(double exact) : lower(exact), upper(exact) {}  // NOLINT: an exact number is certified
  constexpr Certified(double low, double high, Termination end = Termination::converged)
      : lower(low), upper(high), termination(end) {}

  constexpr double midpoint() const { return 0.5 * (lower + upper); }
  constexpr double gap() const { return upper - lower; }

  constexpr Certified& operator+=(const Certified& other) {
    lower += other.lower;
    upper += other.upper;
    termination = std::max(termination, other.termination);
    return *this;
  }
};

constexpr Certified operator+(Certified a, const Certified& b) { return a += b; }
constexpr Certified operator-(const Certified& a, const Certified& b) {
  return {a.lower - b.upper, a.upper - b.lower, std::max(a.termination, b.termination)};
}
constexpr Certified operator*(double scale, const Certified& a) {
  return scale >= 0 ? Certified{scale * a.lower, scale * a.upper, a.termination}
                    : Certified{scale * a.upper, scale * a.lower, a.termination};
}

/// Enclosure of the square.
constexpr Certified square(const Certified& a) {
  const double low = a.lower * a.lower, high = a.upper * a.upper;
  const double least = a.lower <= 0 && a.upper >= 0 ? 0 : std::min(low, high);
  return {least, std::max(low, high), a.termination};
}

/// Enclosure of the absolute value.
constexpr Certified absolute(const Certified& a) {
  if (a.lower >= 0) return a;
  if (a.upper <= 0) return {-a.upper, -a.lower, a.termination};
  return {0, std::max(-a.lower, a.upper), a.termination};
}

}  // namespace mongecarlo
