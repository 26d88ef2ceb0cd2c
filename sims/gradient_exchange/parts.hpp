#pragma once
#include <vector>

#include "mongecarlo/experiment/simulation.hpp"

namespace mongecarlo::gradient_exchange {

// The claims of the simulation, by what they speak of. Each part is a file of this folder.
std::vector<Claim> exchange_claims(const Design& design);   ///< every kernel, exact families, where the envelope fails
std::vector<Claim> clarke_claims(const Design& design);     ///< ties and atoms, where there is no derivative
std::vector<Claim> minimiser_claims(const Design& design);  ///< what a minibatch loss is least at
std::vector<Claim> fitting_claims(const Design& design);    ///< stochastic gradient descent on samples

}  // namespace mongecarlo::gradient_exchange
