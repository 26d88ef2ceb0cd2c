#include "divergences/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation divergences;

// Why transport: phi-divergences of measures apart say nothing of how far apart they are, Wasserstein distances are
// metrics, losses made of them need not be, and W_1 is known from both sides by a flow and a critic.
const Simulation divergences{
    .name = "divergences",
    .title =
        "Divergences of Diracs, the axioms of a metric and where losses break them, Kantorovich-Rubinstein duality",
    .parameters =
        {
            {"orders", "draws of a cell that must never see a violation", 800, 2000, 20000, 100, 1e9},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::divergences;
          for (auto part : {dirac_claims, discriminator_claims, programme_claims, axiom_claims, duality_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
