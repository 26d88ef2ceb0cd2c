#pragma once
#include <cstdint>

namespace mongecarlo {

// How many replicates a claim needs. Each function says at which false-alarm rate (alpha) and miss rate.

/// Replicates without a single violation that show P(violation) <= margin at level alpha: ceil(ln alpha / ln(1 -
/// margin)).
std::uint64_t min_replicates_to_support_rarity(double margin, double alpha);

/// Least R at which the one-sided band of Dvoretzky, Kiefer, Wolfowitz and Massart is at most `margin`:
/// ceil(ln(1 / alpha) / (2 margin^2)).
std::uint64_t min_replicates_to_support_tail(double margin, double alpha);

/// About how many replicates of standard deviation `deviation` mean_judge needs to support a mean that sits at the
/// truth to within `margin`, with probability .99: wealth grows by g = margin^2 / (2 (deviation^2 + margin^2)) a
/// record, with standard deviation sqrt(2 g), and has to reach ln(1 / alpha) (for both sides: miss rate .005 each).
std::uint64_t min_replicates_to_support_mean(double deviation, double margin, double alpha);

/// About how many it needs to refute a truth that the mean is `departure` away from, with probability .99:
/// ((sqrt(2 ln(8 / alpha)) + 2.33) deviation / departure)^2.
std::uint64_t min_replicates_to_refute_mean(double deviation, double departure, double alpha);

/// An R at which Clopper-Pearson at level alpha shows P(event) > level with probability >= 1 - miss_rate when it is
/// `truth` > level, from exact binomial tails. Since counts are whole, power rises in R like a saw: this is the first
/// such R within 2 / level of the crossing that bisection finds.
std::uint64_t min_replicates_to_refute_level(double level, double truth, double alpha, double miss_rate);

}  // namespace mongecarlo
