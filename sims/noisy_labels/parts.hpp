#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::noisy_labels {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> simplex_claims(const Design& design);    ///< the regularisers on the simplex of classes, exactly
std::vector<Claim> bound_claims(const Design& design);      ///< total variation bounds, costs between classes
std::vector<Claim> adversary_claims(const Design& design);  ///< label smoothing, expansions, the adversary's direction
std::vector<Claim> sinkhorn_claims(const Design& design);   ///< the published number of iterations
std::vector<Claim> training_claims(const Design& design);   ///< overfitting and the table, by training
std::vector<Claim> cost_claims(const Design& design);       ///< which pair of classes should be expensive, by training

}  // namespace mongecarlo::noisy_labels
