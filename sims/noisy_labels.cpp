#include "noisy_labels/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation noisy_labels;

// Adversarial regularisation by transport (WAR) against that by KL (VAT) and plain cross-entropy, where training labels
// are wrong: what the regularisers are, exactly, and what training with them gives on small tasks whose classes are
// separable. Fatras et al. 2022; Miyato et al. 2019. The published accuracies need images; order and mechanism are what
// is asked here.
const Simulation noisy_labels{
    .name = "noisy_labels",
    .title = "Adversarial regularisation by transport and by KL where training labels are wrong",
    .parameters =
        {
            {"draws", "draws of a cell that must never see a violation", 700, 2000, 20000, 100, 1e9},
            {"seeds", "paired trainings of a cell; the first are those of a smaller number", 20, 24, 40, 2, 1e6},
            {"close_call_seeds", "the same where one seed in five may fall on the other side", 100, 100, 100, 2, 1e6},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::noisy_labels;
          for (auto part :
               {simplex_claims, bound_claims, adversary_claims, sinkhorn_claims, training_claims, cost_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
