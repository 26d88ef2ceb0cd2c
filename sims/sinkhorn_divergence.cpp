#include "sinkhorn_divergence/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation sinkhorn_divergence;

// What debiasing entropic transport buys (a divergence), for which costs, and the laws of its empirical version.
// Feydy et al. 2019; Gonzalez-Sanz, Loubes and Niles-Weed 2022; Goldfeld et al. 2024.
const Simulation sinkhorn_divergence{
    .name = "sinkhorn_divergence",
    .title = "The Sinkhorn divergence: positive, convex in each argument, metrises, and has a second-order null law",
    .parameters =
        {
            {"draws", "random measures of a cell that must never break an inequality", 1000, 2000, 20000, 100, 1e9},
            {"replicates", "samples of a cell whose mean or law is compared", 6000, 30000, 300000, 5000, 1e9},
            {"m", "size of the smaller sample; the larger one is four times as large", 400, 500, 2000, 50, 1e6},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::sinkhorn_divergence;
          for (auto part : {divergence_claims, exact_claims, kernel_claims, null_claims, alternative_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
