#include "domain_adaptation/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation domain_adaptation;

// Adapting a classifier to a target without labels by transport between batches: DeepJDOT (balanced transport), its
// entropic form and JUMBOT (unbalanced transport). What the constraints on both marginals force, which penalty on them
// keeps classes apart, and what training makes of it. Fatras et al. 2021.
const Simulation domain_adaptation{
    .name = "domain_adaptation",
    .title = "Domain adaptation by minibatch transport: forced links between classes, the penalty that avoids them",
    .parameters =
        {
            {"batches", "horizon of a cell that estimates a mean over batches", 2000, 8000, 100000, 100, 1e9},
            {"margin", "relative margin of such means", 0.1, 0.05, 0.02, 1e-6, 1, false},
            {"draws", "random batches of a cell that must never see a violation", 800, 2000, 20000, 100, 1e9},
            {"seeds", "trainings of a method, one a seed", 20, 24, 40, 10, 100000},
            {"partial_seeds", "the same where the target lacks classes and some trainings collapse", 20, 40, 60, 10,
             100000},
            {"m", "batch size of trainings, a multiple of 8 (twice and others are trained too)", 16, 32, 64, 8, 1024},
            {"pretraining", "steps on the source alone", 100, 200, 200, 1, 1e6},
            {"steps", "steps of a method after that", 300, 500, 500, 1, 1e6},
            {"digits_seeds", "trainings of a method on given digits", 20, 20, 20, 10, 100000},
            {"digits_samples", "largest number of images of a file that is used", 500, 2000, 10000, 10, 1e6},
            {"digits_side", "images are resized to this side (published: 32)", 16, 32, 32, 4, 64},
            {"digits_m", "batch size, a multiple of 10 (published: 500)", 20, 100, 250, 10, 1000},
            {"digits_pretraining", "steps on the source alone", 50, 200, 400, 1, 1e6},
            {"digits_steps", "steps of a method after that", 100, 400, 2000, 1, 1e6},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::domain_adaptation;
          for (auto part : {balance_claims, cluster_claims, penalty_claims, training_claims, digits_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
    .texts = {{"data",
               "a folder with digits as IDX files: mnist/, usps/ and svhn/, each with train-images.idx, "
               "train-labels.idx, test-images.idx and test-labels.idx; adds the claims digits.*"}},
};

}  // namespace mongecarlo::simulations
