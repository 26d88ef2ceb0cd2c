#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::divergences {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> dirac_claims(const Design& design);    ///< divergences and distances of two Diracs
std::vector<Claim> discriminator_claims(const Design& design);  ///< what the game of a generator and a critic measures
std::vector<Claim> programme_claims(const Design& design);      ///< transport as a linear programme
std::vector<Claim> axiom_claims(const Design& design);    ///< axioms of a metric, kept and broken
std::vector<Claim> duality_claims(const Design& design);  ///< W_1 between flows and potentials

}  // namespace mongecarlo::divergences
