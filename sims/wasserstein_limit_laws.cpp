#include "wasserstein_limit_laws/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation wasserstein_limit_laws;

// Limit laws of empirical Wasserstein distances on finite spaces: closed forms on two points, line, tree and
// ultrametric space, and a grid without one; unequal samples and skewed weights, so that no two variances are alike.
const Simulation wasserstein_limit_laws{
    .name = "wasserstein_limit_laws",
    .title = "Limit laws of Wasserstein distances on finite spaces, r = s and r != s, their tests and bootstraps",
    .parameters =
        {
            {"m", "the smaller sample; the larger has 4 m", 400, 400, 1600, 50, 1e6},
            {"law_replicates", "draws of a law", 20000, 40000, 1000000, 1000, 1e9},
            {"law_tolerance", "distance to a limit law at m", 0.045, 0.04, 0.02, 1e-3, 1, false},
            {"moment_replicates", "horizon of a mean", 20000, 60000, 1000000, 1000, 1e9},
            {"moment_margin", "relative margin of a mean", 0.1, 0.06, 0.03, 1e-3, 1, false},
            {"grid_replicates", "horizon of a probability on the grid", 8000, 30000, 400000, 1000, 1e9},
            {"grid_margin", "its margin", 0.06, 0.035, 0.015, 1e-3, 1, false},
            {"agreement_replicates", "directions on which the library agrees with closed forms", 1500, 3000, 20000,
             1000, 1e9},
            {"size_replicates", "horizon of the size of a test", 10000, 30000, 300000, 1000, 1e9},
            {"size_margin", "its margin", 0.03, 0.02, 0.01, 1e-3, 1, false},
            {"level_replicates", "horizon of the level of a bootstrap test", 6000, 20000, 100000, 500, 1e9},
            {"level_margin", "its margin", 0.045, 0.03, 0.02, 1e-3, 1, false},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::wasserstein_limit_laws;
          for (auto part : {enumeration_claims, null_claims, alternative_claims, size_claims, bootstrap_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
