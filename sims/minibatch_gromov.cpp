#include "minibatch_gromov/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation minibatch_gromov;

// Minibatch Gromov-Wasserstein: what a batch of one and of two can see, isometries, and the estimators. Fatras et al.
// 2021.
const Simulation minibatch_gromov{
    .name = "minibatch_gromov",
    .title = "Minibatch Gromov-Wasserstein: degenerate batches, isometry invariance, unbiasedness, deviation",
    .parameters =
        {
            {"replicates", "horizon of a cell that estimates a mean", 20000, 100000, 2000000, 700, 1e9},
            {"instances", "random instances of a cell without exceptions", 1000, 2000, 20000, 700, 1e9},
            {"tail_replicates", "horizon of a cell that estimates tails", 4000, 6000, 100000, 1000, 1e9},
            {"margin", "relative margin of means", 0.1, 0.05, 0.01, 1e-4, 1, false},
            {"tail_margin", "P(deviation > bound(delta)) <= delta + margin for all delta", 0.06, 0.04, 0.01, 1e-4, 1,
             false},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::minibatch_gromov;
          for (auto part : {moment_claims, isometry_claims, estimator_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
