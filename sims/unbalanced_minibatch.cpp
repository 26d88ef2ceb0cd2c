#include "unbalanced_minibatch/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation unbalanced_minibatch;

// Unbalanced transport as a loss of batches: what it is on Diracs and in the limits of its penalty, which properties of
// minibatch losses it keeps, and what it does to the mass that batches send between classes. Fatras et al. 2021.
const Simulation unbalanced_minibatch{
    .name = "unbalanced_minibatch",
    .title = "Unbalanced minibatch transport: exact values, limits in tau, the same properties, fewer wrong links",
    .parameters =
        {
            {"draws", "random instances of a cell that must never see a violation", 800, 2000, 20000, 100, 1e9},
            {"replicates", "horizon of a cell that estimates a mean", 6000, 40000, 400000, 100, 1e9},
            {"margin", "relative margin of means", 0.06, 0.03, 0.01, 1e-6, 1, false},
            {"tail_replicates", "horizon of a cell that estimates tails", 2000, 6000, 100000, 1000, 1e9},
            {"tail_margin", "P(deviation > bound(delta)) <= delta + margin for all delta", 0.06, 0.04, 0.01, 1e-4, 1,
             false},
            {"tail_k", "pairs of batches of the witness of the deviation bound", 250, 500, 500, 10, 1000000},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::unbalanced_minibatch;
          for (auto part : {dirac_claims, limit_claims, loss_claims, estimator_claims, deviation_claims, class_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
