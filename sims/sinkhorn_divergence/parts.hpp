#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::sinkhorn_divergence {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> divergence_claims(const Design& design);   ///< positive, zero, symmetric, convex in each argument
std::vector<Claim> exact_claims(const Design& design);        ///< values, limits and rates that are known exactly
std::vector<Claim> kernel_claims(const Design& design);       ///< costs for which it is negative
std::vector<Claim> null_claims(const Design& design);         ///< laws of samples of one measure
std::vector<Claim> alternative_claims(const Design& design);  ///< laws of samples of two measures

}  // namespace mongecarlo::sinkhorn_divergence
