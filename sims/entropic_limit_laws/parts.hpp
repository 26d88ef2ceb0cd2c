#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::entropic_limit_laws {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> two_point_claims(const Design& design);    ///< every statistic in closed form, draws of binomials
std::vector<Claim> enumeration_claims(const Design& design);  ///< the same laws at finite n, without chance
std::vector<Claim> three_point_claims(const Design& design);  ///< solved problems against the library's variances
std::vector<Claim> circle_claims(const Design& design);       ///< where the first order vanishes
std::vector<Claim> grid_claims(const Design& design);         ///< random laws on grids, from few points to many
std::vector<Claim> bootstrap_claims(const Design& design);    ///< resampling values and the plan

}  // namespace mongecarlo::entropic_limit_laws
