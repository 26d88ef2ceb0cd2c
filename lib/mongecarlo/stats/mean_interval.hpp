#pragma once
#include <cstdint>

namespace mongecarlo {

// Closed-form intervals for the mean of n independent numbers in a known range, at a fixed n. The betting intervals of
// mean_judge are narrower and hold at every n; these serve as a cross-check and for planning.

/// Hoeffding 1963: half-width (upper - lower) sqrt(ln(2 / alpha) / (2 n)).
double hoeffding_half_width(std::uint64_t n, double range, double alpha);

/// Empirical Bernstein, Maurer & Pontil 2009, Theorem 4, both sides at alpha / 2:
///   sqrt(2 V ln(4 / alpha) / n) + 7 range ln(4 / alpha) / (3 (n - 1)),   V the unbiased sample variance. n >= 2.
double empirical_bernstein_half_width(std::uint64_t n, double variance, double range, double alpha);

/// Student 1908: t sqrt(V / n) with the 1 - alpha / 2 quantile t of his law with n - 1 degrees of freedom, V as above.
/// No range is needed; exact for normal numbers, else for large n. n >= 2.
double student_half_width(std::uint64_t n, double variance, double alpha);

}  // namespace mongecarlo
