#include "minibatch_plan/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation minibatch_plan;

// The plan that averages the plans of batches: when it is a transport plan, and how far its marginals are off when it
// is not. Fatras et al. 2020 and 2021.
const Simulation minibatch_plan{
    .name = "minibatch_plan",
    .title = "Averaged minibatch plans: admissible when complete, random marginals when not, a closed form on the line",
    .parameters =
        {
            {"replicates", "horizon of a cell", 20000, 100000, 2000000, 100, 1e9},
            {"orders", "draws of a cell that must never see a violation", 800, 2000, 20000, 100, 1e9},
            {"tail_replicates", "horizon of a deviation bound or a law", 12000, 20000, 200000, 100, 1e9},
            {"tail_margin", "how far beyond delta a level of a deviation bound may reach", 0.03, 0.02, 0.005, 1e-4, 0.5,
             false},
            {"margin", "relative margin of means", 0.1, 0.05, 0.01, 1e-6, 1, false},
            {"law_tolerance", "largest distance of distribution functions", 0.04, 0.03, 0.01, 1e-4, 0.5, false},
            {"l1_replicates", "horizon of a cell of the L1 error of marginals", 20000, 20000, 40000, 100, 1e9},
            {"l1_n", "points a side of the L1 error of marginals", 200, 1000, 1000, 100, 100000},
            {"l1_k", "largest number of batches of the L1 error of marginals", 10, 1000, 10000, 10, 1000000},
            {"image_side", "longest side of the images of colour transfer, pixels", 16, 32, 64, 2, 128},
            {"image_m", "pixels of a batch of colour transfer", 16, 50, 100, 1, 4096},
            {"image_k", "pairs of batches of colour transfer", 100, 400, 4000, 1, 1000000},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::minibatch_plan;
          for (auto part : {admissible_claims, marginal_claims, closed_form_claims, weighted_claims, two_class_claims,
                            colour_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
    .texts = {{"source_image", "a PNG or PPM file whose pixels take new colours in the figure"},
              {"target_image", "a PNG or PPM file that gives the colours"}},
};

}  // namespace mongecarlo::simulations
