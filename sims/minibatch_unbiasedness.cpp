#include "minibatch_unbiasedness/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation minibatch_unbiasedness;

// Minibatch estimators are unbiased for the minibatch expectation E_h, whatever the kernel h, and for nothing else.
// Fatras et al. 2020 and 2021.
const Simulation minibatch_unbiasedness{
    .name = "minibatch_unbiasedness",
    .title = "Complete and incomplete minibatch estimators are unbiased for the minibatch expectation",
    .parameters =
        {
            {"n", "points a side of the main design", 50, 50, 50, 16, 100000},
            {"k", "pairs of batches of the main design", 20, 20, 20, 1, 100000},
            {"replicates", "horizon of a cell", 20000, 200000, 16000000, 100, 1e9},
            {"kernel_replicates", "horizon of a cell that solves general problems", 12000, 40000, 400000, 100, 1e9},
            {"orders", "draws of a cell that must never see a violation", 800, 2000, 20000, 100, 1e9},
            // At full the smallest departure that would be refuted, the resolution, is 0.1 %: sampling ends when the
            // margin is met.
            {"margin", "relative margin of the main design", 0.03, 0.01, 0.0004, 1e-6, 1, false},
            {"kernel_margin", "relative margin of claims on general kernels", 0.06, 0.04, 0.01, 1e-6, 1, false},
            {"data_m", "largest batch size on given clouds", 2, 2, 2, 1, 64},
            {"data_k", "pairs of batches on given clouds", 8, 8, 8, 1, 100000},
            {"data_n", "use only the first rows of given clouds (0: all)", 0, 0, 0, 0, 1e6},
            {"data_margin", "relative margin on given clouds", 0.02, 0.01, 0.001, 1e-6, 1, false},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::minibatch_unbiasedness;
          for (auto part :
               {interval_claims, large_batch_claims, kernel_claims, enumeration_claims, debiased_claims, data_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
    .texts = {{"source", "a CSV or NPY file of points: adds the claim data.unbiased"},
              {"target", "the other cloud"},
              {"data_kernel", "kernel on given clouds (transport_cost)"}},
};

}  // namespace mongecarlo::simulations
