#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::minibatch_gromov {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> moment_claims(const Design& design);     ///< batches of one and of two, where everything is known
std::vector<Claim> isometry_claims(const Design& design);   ///< what moves, turns, mirrors and scales
std::vector<Claim> estimator_claims(const Design& design);  ///< unbiasedness, deviation, order in m

}  // namespace mongecarlo::minibatch_gromov
