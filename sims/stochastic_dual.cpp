#include "stochastic_dual/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation stochastic_dual;

// Stochastic ascent on the dual and semi-dual of entropic transport, against truths that no solver computed: two points
// a side, and the circle. Genevay et al. 2016.
const Simulation stochastic_dual{
    .name = "stochastic_dual",
    .title = "Stochastic ascent on the dual of entropic transport: constants, rates, averages, sampling by weight",
    .parameters =
        {
            {"replicates", "records of a cell, each the mean of a few runs", 5000, 5000, 20000, 5000, 1e9},
            {"steps", "draws of the longest runs", 256, 1024, 16384, 64, 1e7},
            {"draws", "horizon of a cell that estimates a value", 20000, 40000, 1000000, 700, 1e9},
            {"instances", "runs of a cell without exceptions", 1000, 2000, 20000, 700, 1e9},
            {"margin", "relative margin of constants, of which 8 per cent are for finite draws", 0.25, 0.22, 0.18, 1e-4,
             1, false},
            {"rate_margin", "margin of exponents", 0.08, 0.06, 0.03, 1e-4, 1, false},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::stochastic_dual;
          for (auto part : {value_claims, constant_claims, rate_claims, circle_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
