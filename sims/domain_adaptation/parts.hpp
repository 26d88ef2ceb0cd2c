#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::domain_adaptation {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> balance_claims(const Design& design);   ///< what constraints on both marginals force
std::vector<Claim> cluster_claims(const Design& design);   ///< unbalanced plans between classes, exactly
std::vector<Claim> penalty_claims(const Design& design);   ///< limits, certificate, gradient of the loss of a batch
std::vector<Claim> training_claims(const Design& design);  ///< what training with these plans comes to
std::vector<Claim> digits_claims(const Design& design);  ///< the same on digits of the user's, where a folder is given

}  // namespace mongecarlo::domain_adaptation
