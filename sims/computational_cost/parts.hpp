#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::computational_cost {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> exact_claims(const Design& design);      ///< entries of the cost matrix that the exact solver reads
std::vector<Claim> sinkhorn_claims(const Design& design);   ///< cycles and kernel entries of Sinkhorn's iteration
std::vector<Claim> minibatch_claims(const Design& design);  ///< work of minibatch estimators in n, m and k
std::vector<Claim> memory_claims(const Design& design);     ///< bytes that solvers ask for

}  // namespace mongecarlo::computational_cost
