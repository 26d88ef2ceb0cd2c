#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::misclassified_generation {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> weight_claims(const Design& design);      ///< weights from a classifier, whole and batch by batch
std::vector<Claim> critic_claims(const Design& design);      ///< the value of a critic beside the exact W_1
std::vector<Claim> generation_claims(const Design& design);  ///< what generators of weighted data make

}  // namespace mongecarlo::misclassified_generation
