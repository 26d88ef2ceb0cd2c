#include "minibatch_deviation/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation minibatch_deviation;

// How far an incomplete minibatch estimator is from its expectation: the maximal deviation bound with a witness where
// it is nearly tight, its slack elsewhere, and the exact variance behind it. Fatras et al. 2020.
const Simulation minibatch_deviation{
    .name = "minibatch_deviation",
    .title = "The maximal deviation bound of minibatch estimators, its slack, and the exact variance",
    .parameters =
        {
            {"n", "points of the witness", 40, 40, 40, 10, 100000},
            {"k", "pairs of batches of the witness", 1000, 2000, 4000, 100, 10000000},
            {"replicates", "horizon of a cell that needs exact expectations only", 100000, 300000, 4000000, 100, 1e9},
            {"tail_replicates", "horizon of a cell that estimates tails", 4000, 6000, 200000, 1000, 1e9},
            {"kernel_replicates", "horizon of a tail cell that solves general problems", 2000, 4000, 40000, 1000, 1e9},
            {"tail_margin", "P(deviation > bound(delta)) <= delta + margin for all delta", 0.06, 0.04, 0.01, 1e-4, 1,
             false},
            {"margin", "relative margin of variances", 0.2, 0.1, 0.02, 1e-4, 1, false},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::minibatch_deviation;
          for (auto part : {witness_claims, kernel_claims, proof_claims, variance_claims, design_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
