#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::entropic_sample_complexity {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> hypercube_claims(const Design& design);      ///< two laws apart: n^-1/2, and a bias of 1/n
std::vector<Claim> torus_claims(const Design& design);          ///< constant potentials: 1/n
std::vector<Claim> constant_claims(const Design& design);       ///< what is beside the power of n, over epsilon
std::vector<Claim> approximation_claims(const Design& design);  ///< V less the cost without regularisation
std::vector<Claim> estimator_claims(const Design& design);      ///< W_2^2 by Sinkhorn divergences

}  // namespace mongecarlo::entropic_sample_complexity
