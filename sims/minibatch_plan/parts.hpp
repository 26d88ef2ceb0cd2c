#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::minibatch_plan {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> admissible_claims(const Design& design);  ///< marginals and cost of the complete plan
std::vector<Claim> marginal_claims(const Design& design);  ///< marginals of the incomplete plan: law, bounds, L1 error
std::vector<Claim> closed_form_claims(const Design& design);  ///< the plan on the line, by ranks
std::vector<Claim> weighted_claims(const Design& design);     ///< schemes for points with weights
std::vector<Claim> two_class_claims(const Design& design);    ///< mass between two classes
std::vector<Claim> colour_claims(const Design& design);      ///< colour transfer by the plan

}  // namespace mongecarlo::minibatch_plan
