#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::sinkhorn_convergence {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> rate_claims(const Design& design);      ///< local rate, contraction in Hilbert's metric
std::vector<Claim> identity_claims(const Design& design);  ///< ascent of the dual, Pythagoras
std::vector<Claim> convention_claims(const Design& design);  ///< from one way to write the problem to another
std::vector<Claim> bound_claims(const Design& design);     ///< dual gap after k cycles, distance to the exact value
std::vector<Claim> limit_claims(const Design& design);     ///< large and small epsilon

}  // namespace mongecarlo::sinkhorn_convergence
