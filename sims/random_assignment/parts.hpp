#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::random_assignment {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> exponential_claims(const Design& design);  ///< Parisi's formula, its variance, k of m x n
std::vector<Claim> uniform_claims(const Design& design);      ///< uniform costs: other means, the same limit
std::vector<Claim> matching_claims(const Design& design);     ///< points of the torus and of the square

}  // namespace mongecarlo::random_assignment
