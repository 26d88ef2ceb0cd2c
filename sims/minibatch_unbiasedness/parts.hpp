#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::minibatch_unbiasedness {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> interval_claims(const Design& design);     ///< exact expectations on the line [B2, B9]
std::vector<Claim> large_batch_claims(const Design& design);  ///< two-atom target, bias 1 / (m + 1) [B13]
std::vector<Claim> kernel_claims(const Design& design);       ///< every kernel of the library [B1-B3, B9]
std::vector<Claim> enumeration_claims(const Design& design);  ///< subsets, tuples, plans [B2, X4]
std::vector<Claim> debiased_claims(const Design& design);     ///< debiased loss and its counterexample [B10]
std::vector<Claim> data_claims(const Design& design);         ///< on two point clouds of the user's own

}  // namespace mongecarlo::minibatch_unbiasedness
