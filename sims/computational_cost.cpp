#include "computational_cost/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation computational_cost;

// What algorithms of transport cost, and how that grows. Cost is counted, not timed: entries of matrices read, cycles,
// random numbers drawn, bytes asked for. A count is a function of the input alone, the same on every machine, as a
// result here has to be; seconds are what tools/bench measures.
const Simulation computational_cost{
    .name = "computational_cost",
    .title = "Exponents of counted work and memory: exact, entropic and minibatch transport",
    .parameters =
        {
            {"n", "most points of the exact solver", 64, 128, 512, 64, 4096},
            {"sinkhorn_n", "most points of Sinkhorn's iteration", 64, 64, 256, 64, 4096},
            {"replicates", "random problems of a cell of 16 points; larger ones get fewer", 400, 800, 8000, 100, 1e7},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::computational_cost;
          for (auto part : {exact_claims, sinkhorn_claims, minibatch_claims, memory_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
