#include "sliced/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation sliced;

// Sliced Wasserstein distances: exact values of translations, what random directions cost and how that depends on the
// dimension, and a rate in the number of points that does not. Nietert et al. 2022.
const Simulation sliced{
    .name = "sliced",
    .title = "Sliced Wasserstein distances: truths, the error of random directions, a rate free of the dimension",
    .parameters =
        {
            {"replicates", "horizon of a cell that draws directions for two points", 60000, 1000000, 40000000, 1000,
             1e9},
            {"cloud_replicates", "horizon of a cell that projects clouds", 8000, 20000, 400000, 500, 1e9},
            {"orders", "draws of a cell that must never see a violation", 800, 2000, 20000, 100, 1e9},
            {"margin", "relative margin of means", 0.02, 0.005, 0.001, 1e-5, 1, false},
            {"variance_margin", "relative margin of variances", 0.15, 0.05, 0.01, 1e-4, 1, false},
            {"rate_margin", "absolute margin of sqrt(n) E SW_1", 0.06, 0.04, 0.01, 1e-4, 1, false},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::sliced;
          for (auto part : {translation_claims, direction_claims, rate_claims, plane_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
