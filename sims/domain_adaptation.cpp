#include "domain_adaptation/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation domain_adaptation;

// Adapting a classifier to a target without labels by transport between batches: DeepJDOT (balanced transport), its
// entropic form and JUMBOT (unbalanced transport). What the constraints on both marginals force, which penalty on them
// keeps classes apart, and what training makes of it. Fatras et al. 2021.
const Simulation domain_adaptation{
    .name = "domain_adaptation",
    .title = "Domain adaptation by minibatch transport: forced links between classes, the penalty that avoids them",
    .parameters =
        {
            {"batches", "horizon of a cell that estimates a mean over batches", 2000, 8000, 100000, 100, 1e9},
            {"margin", "relative margin of such means", 0.1, 0.05, 0.02, 1e-6, 1, false},
            {"draws", "random batches of a cell that must never see a violation", 800, 2000, 20000, 100, 1e9},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::domain_adaptation;
          for (auto part : {balance_claims, cluster_claims, penalty_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
