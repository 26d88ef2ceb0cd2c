#include "random_assignment/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation random_assignment;

// Exact transport against theorems of probability: the mean and the variance of the least assignment of random costs
// are known for every n, and random matchings of the plane have a known constant. Nobody can tune a solver to that.
const Simulation random_assignment{
    .name = "random_assignment",
    .title = "The exact solver against the known laws of random assignments and matchings",
    .parameters =
        {
            {"n", "the largest square of exponential costs", 40, 50, 200, 21, 2000},
            {"replicates", "horizon of a cell with bounded costs", 60000, 150000, 4000000, 100, 1e9},
            {"variance_n", "the largest square whose variance is estimated", 5, 8, 21, 2, 21},
            {"variance_replicates", "replicates of a cell that estimates a variance", 100000, 150000, 2000000, 5000,
             1e9},
            {"sum_replicates", "replicates of a cell that is judged by the central limit theorem", 5000, 6000, 100000,
             5000, 1e9},
            {"torus_n", "the most points on the torus", 32, 64, 256, 16, 4096},
            {"square_n", "the fewest points in the square; the most are 16 times as many", 4, 6, 8, 2, 256},
            {"margin", "relative margin of means", 0.04, 0.03, 0.01, 1e-4, 1, false},
            {"torus_margin", "absolute margin on the torus", 0.016, 0.015, 0.01, 1e-4, 1, false},
            {"square_margin", "relative margin in the square", 0.45, 0.3, 0.15, 1e-4, 1, false},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::random_assignment;
          for (auto part : {exponential_claims, uniform_claims, matching_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
