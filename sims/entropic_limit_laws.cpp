#include "entropic_limit_laws/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation entropic_limit_laws;

// Central limit theorems of entropic transport on finite spaces, with unequal samples and skewed weights, so that no
// two variances are alike; and a space where the first order vanishes.
const Simulation entropic_limit_laws{
    .name = "entropic_limit_laws",
    .title = "Limit laws of the entropic plan and of its values V, E, T and T^(1/p), one and two samples",
    .parameters =
        {
            {"law_replicates", "draws of a law between two points", 30000, 60000, 2000000, 1000, 1e9},
            {"variance_replicates", "horizon of a variance between two points", 60000, 100000, 2000000, 1000, 1e9},
            {"solved_replicates", "draws of a law that needs a solver each", 8000, 30000, 300000, 1000, 1e9},
            {"bootstrap_replicates", "samples that are resampled, 39 times each", 6000, 15000, 100000, 1000, 1e9},
            {"bootstrap_tolerance", "distance of the rank among resamples to its limit", 0.08, 0.06, 0.04, 1e-3, 1,
             false},
            {"grid_replicates", "draws of a law on a grid", 3000, 8000, 40000, 1000, 1e9},
            {"grid_tolerance", "distance to a limit law on a grid, samples of 10 000", 0.085, 0.06, 0.04, 1e-3, 1,
             false},
            {"m", "the smaller sample between two points; the larger has 4 m", 1600, 1600, 6400, 50, 1e5},
            {"enumerated_m", "the smaller sample of the largest exact enumeration", 200, 400, 1600, 200, 3200},
            {"law_tolerance", "distance to a limit law between two points", 0.045, 0.035, 0.015, 1e-3, 1, false},
            {"solved_tolerance", "the same with three points and on the circle", 0.06, 0.05, 0.03, 1e-3, 1, false},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::entropic_limit_laws;
          for (auto part :
               {two_point_claims, enumeration_claims, three_point_claims, circle_claims, grid_claims, bootstrap_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
