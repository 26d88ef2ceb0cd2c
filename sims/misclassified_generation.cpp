#include "misclassified_generation/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation misclassified_generation;

// Generating what a classifier gets wrong: a Wasserstein GAN (Arjovsky et al. 2017, Gulrajani et al. 2017) whose data
// are weighted by the classifier's errors. The weights and what batches make of them, what the value of a critic is
// worth beside the exact W_1, and what generators learn.
const Simulation misclassified_generation{
    .name = "misclassified_generation",
    .title =
        "Generating misclassified samples: weighted data, critics against the exact W_1, weighted Wasserstein GANs",
    .parameters =
        {
            {"draws", "random data sets of a cell that must never see a violation", 700, 1500, 10000, 100, 1e9},
            {"batches", "records of a cell that estimates a mean over batches, 20 batches each", 10000, 20000, 200000,
             100, 1e9},
            {"seeds", "trainings of a critic or a generator, one a seed", 16, 20, 36, 10, 100000},
            {"critic_steps", "steps of a critic between fixed laws", 400, 1500, 1500, 1, 1e6},
            {"steps", "steps of a generator", 200, 600, 600, 1, 1e6},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::misclassified_generation;
          for (auto part : {weight_claims, critic_claims, generation_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
