#pragma once
#include <cstdint>
#include <utility>

namespace mongecarlo {

/// P(Bin(n, p) >= x) = I_p(x, n - x + 1), for any x.
double binomial_upper_tail(std::uint64_t x, std::uint64_t n, double p);

// Intervals for the probability p of an event seen x times in n independent draws.

/// Clopper & Pearson 1934: P(p < lower) <= alpha, with equality in the worst case; 0 when x = 0.
/// lower solves P(Bin(n, p) >= x) = alpha. Throws std::domain_error for n < 1, x > n or alpha outside (0, 1).
double clopper_pearson_lower(std::uint64_t x, std::uint64_t n, double alpha);
/// P(p > upper) <= alpha; 1 when x = n. upper solves P(Bin(n, p) <= x) = alpha.
double clopper_pearson_upper(std::uint64_t x, std::uint64_t n, double alpha);
/// Both ends at alpha / 2.
std::pair<double, double> clopper_pearson(std::uint64_t x, std::uint64_t n, double alpha);

/// Valid at every n at once, so also at a stopping time (Robbins 1970): the p with
///   B(x + 1/2, n - x + 1/2) / B(1/2, 1/2) < p^x (1 - p)^{n-x} / alpha,   B the beta function.
std::pair<double, double> anytime_binomial_interval(std::uint64_t x, std::uint64_t n, double alpha);

}  // namespace mongecarlo
