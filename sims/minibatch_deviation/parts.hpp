#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::minibatch_deviation {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> witness_claims(const Design& design);   ///< the bound where it is nearly tight
std::vector<Claim> kernel_claims(const Design& design);    ///< the bound and its range for every kernel
std::vector<Claim> proof_claims(const Design& design);     ///< how the proof spends delta
std::vector<Claim> variance_claims(const Design& design);  ///< exact variance decomposition, sets of pairs
std::vector<Claim> design_claims(const Design& design);    ///< blocks, subsamples, the role of m

}  // namespace mongecarlo::minibatch_deviation
