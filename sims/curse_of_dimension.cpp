#include "curse_of_dimension/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation curse_of_dimension;

// How fast an empirical law comes near its law in Wasserstein distance, and what the printed n^-1/d means.
const Simulation curse_of_dimension{
    .name = "curse_of_dimension",
    .title = "Rates of empirical Wasserstein distances in the dimension, and where they are faster",
    .parameters =
        {
            {"margin", "relative margin of means", 0.04, 0.02, 0.005, 1e-4, 1, false},
            {"replicates", "horizon of a cell with known mean", 20000, 50000, 1000000, 100, 1e9},
            {"solver_replicates", "problems of a cell that holds the solver to a formula", 700, 1000, 20000, 700, 1e9},
            {"sum_replicates", "replicates of a cell that is judged by the central limit theorem", 5000, 5000, 20000,
             5000, 1e9},
            {"law_replicates", "replicates of a cell that estimates a law", 15000, 40000, 400000, 1000, 1e9},
            {"n", "most points in a cube", 32, 64, 256, 32, 4096},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::curse_of_dimension;
          for (auto part : {tree_claims, cube_claims, adaptation_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
