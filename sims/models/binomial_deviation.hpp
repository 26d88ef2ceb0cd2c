#pragma once

namespace mongecarlo::models {

/// E |Bin(trials, p) - trials p| = 2 v (1 - p) P(Bin(trials, p) = v), v = floor(trials p) + 1; 0 for p = 1 (De Moivre;
/// Diaconis and Zabell, Closed form summation for classical distributions, Statistical Science 6, 1991).
double binomial_deviation(double trials, double p);

}  // namespace mongecarlo::models
