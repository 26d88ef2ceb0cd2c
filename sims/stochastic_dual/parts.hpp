#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::stochastic_dual {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> value_claims(const Design& design);     ///< the dual with its constant, lower bounds
std::vector<Claim> constant_claims(const Design& design);  ///< how far averages and last iterates are from the optimum
std::vector<Claim> rate_claims(const Design& design);      ///< exponents in the number of draws
std::vector<Claim> circle_claims(const Design& design);    ///< a continuous source

}  // namespace mongecarlo::stochastic_dual
