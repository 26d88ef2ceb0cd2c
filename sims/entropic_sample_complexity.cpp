#include "entropic_sample_complexity/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation entropic_sample_complexity;

// How near the entropic value of samples is to that of their laws, in n, in epsilon and in the dimension, on spaces
// where every constant is known: cubes {0, 1}^d and tori. And how near entropic values are to those without epsilon.
const Simulation entropic_sample_complexity{
    .name = "entropic_sample_complexity",
    .title =
        "Entropic transport between samples: rates in n, constants in epsilon and the dimension, bias, "
        "approximation, estimators of W_2^2",
    .parameters =
        {
            {"n", "points of the largest samples of a rate", 36, 108, 216, 36, 4096},
            {"rate_replicates", "replicates of a cell of a rate", 5000, 5000, 20000, 5000, 1e9},
            {"rate_margin", "margin of exponents", 0.16, 0.1, 0.06, 1e-3, 1, false},
            {"pairs", "pairs of samples on a torus behind a record of a rate, three times as many on a circle", 1, 2, 2,
             1, 100},
            {"draws", "values behind a record that estimates their variance", 20, 32, 32, 2, 1000},
            {"constant_n", "points of the samples behind a constant", 30, 80, 160, 20, 4096},
            {"constant_replicates", "replicates of a cell that estimates a constant", 5000, 6000, 50000, 5000, 1e9},
            {"margin", "relative margin of constants, which are limits", 0.2, 0.12, 0.05, 1e-3, 1, false},
            {"estimator_n", "points of the largest samples behind an estimator of W_2^2", 24, 48, 96, 16, 4096},
            {"instances", "random measures of a cell that must never break an inequality", 1000, 2000, 20000, 700, 1e9},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::entropic_sample_complexity;
          for (auto part : {hypercube_claims, torus_claims, constant_claims, approximation_claims, estimator_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
