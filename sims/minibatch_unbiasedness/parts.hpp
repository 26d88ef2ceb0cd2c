#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::minibatch_unbiasedness {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> interval_claims(const Design& design);     ///< exact expectations on the line
std::vector<Claim> large_batch_claims(const Design& design);  ///< two-atom target, bias 1 / (m + 1)
std::vector<Claim> kernel_claims(const Design& design);       ///< every kernel of the library
std::vector<Claim> enumeration_claims(const Design& design);  ///< subsets, tuples, plans
std::vector<Claim> debiased_claims(const Design& design);     ///< debiased loss and its counterexample
std::vector<Claim> data_claims(const Design& design);         ///< on two point clouds of the user's own

}  // namespace mongecarlo::minibatch_unbiasedness
