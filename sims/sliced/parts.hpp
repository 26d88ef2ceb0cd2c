#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::sliced {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> translation_claims(const Design& design);  ///< exact values of translated clouds
std::vector<Claim> direction_claims(const Design& design);    ///< what a finite number of directions costs
std::vector<Claim> rate_claims(const Design& design);         ///< the error of n points
std::vector<Claim> plane_claims(const Design& design);        ///< the integral over the plane, sliced against unsliced

}  // namespace mongecarlo::sliced
