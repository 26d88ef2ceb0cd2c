#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::wasserstein_limit_laws {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> enumeration_claims(const Design& design);  ///< laws and means at finite n, without chance
std::vector<Claim> null_claims(const Design& design);         ///< r = s: laws, moments, the support trap
std::vector<Claim> alternative_claims(
    const Design& design);                             ///< r != s: normal laws, and where potentials are not unique
std::vector<Claim> size_claims(const Design& design);  ///< tests at the quantiles of the limit, and by resampling
std::vector<Claim> bootstrap_claims(const Design& design);  ///< bootstrap laws between two points, without chance

}  // namespace mongecarlo::wasserstein_limit_laws
