#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::curse_of_dimension {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> tree_claims(const Design& design);        ///< trees, where every mean is known for every n
std::vector<Claim> cube_claims(const Design& design);        ///< uniform laws, dimension 2 and more
std::vector<Claim> adaptation_claims(const Design& design);  ///< roots, separated laws, few atoms: faster than n^-1/d

}  // namespace mongecarlo::curse_of_dimension
