#include "sinkhorn_convergence/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation sinkhorn_convergence;

// What Sinkhorn's iteration does on its way and where it ends: rates, exact identities, bounds and limits in epsilon.
const Simulation sinkhorn_convergence{
    .name = "sinkhorn_convergence",
    .title = "Rates of Sinkhorn's iteration, exact identities, bounds, and both limits of epsilon",
    .parameters =
        {
            {"replicates", "random problems of a cell", 1000, 2000, 20000, 700, 1e7},
            {"long_replicates", "random problems of a cell that iterates to the end", 700, 700, 2000, 700, 1e7},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::sinkhorn_convergence;
          for (auto part : {rate_claims, identity_claims, convention_claims, bound_claims, limit_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
