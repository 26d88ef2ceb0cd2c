#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::unbalanced_minibatch {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> dirac_claims(const Design& design);      ///< exact values and masses
std::vector<Claim> limit_claims(const Design& design);      ///< tau to infinity and to 0
std::vector<Claim> loss_claims(const Design& design);       ///< symmetric, no distance, monotone in m
std::vector<Claim> estimator_claims(const Design& design);  ///< unbiased values and gradients
std::vector<Claim> deviation_claims(const Design& design);  ///< the range, the deviation bound, unbounded costs
std::vector<Claim> class_claims(const Design& design);      ///< mass between two classes

}  // namespace mongecarlo::unbalanced_minibatch
