#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::outlier_robustness {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> upper_bound_claims(const Design& design);  ///< the robustness lemma of unbalanced transport
std::vector<Claim> lower_bound_claims(const Design& design);  ///< what an outlier costs balanced transport
std::vector<Claim> growth_claims(const Design& design);       ///< both losses over the distance of the outlier

}  // namespace mongecarlo::outlier_robustness
