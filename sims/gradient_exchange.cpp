#include "gradient_exchange/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation gradient_exchange;

// The gradient of a minibatch loss is unbiased for the gradient of its expectation, kernel by kernel; what descent
// along it finds is the minimiser of that expectation, which is not the law of the data. Fatras et al. 2020 and 2021.
const Simulation gradient_exchange{
    .name = "gradient_exchange",
    .title = "Gradients of minibatch losses are unbiased, and descent along them shrinks what it fits",
    .parameters =
        {
            {"replicates", "horizon of a cell of batch gradients on the line", 20000, 200000, 8000000, 100, 1e9},
            {"kernel_replicates", "horizon of a cell of batch gradients in the plane", 8000, 40000, 400000, 100, 1e9},
            {"orders", "draws of a cell that must never see a violation", 800, 2000, 20000, 100, 1e9},
            {"descents", "horizon of a cell of descents on the line", 400, 2000, 40000, 100, 1e9},
            {"plane_descents", "horizon of a cell of descents in the plane", 150, 500, 8000, 20, 1e9},
            {"margin", "margin of mean gradients, which are of order one", 0.06, 0.02, 0.004, 1e-6, 1, false},
            {"fit_margin", "margin of fitted parameters, which are of order one", 0.08, 0.02, 0.005, 1e-6, 1, false},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::gradient_exchange;
          for (auto part : {exchange_claims, clarke_claims, minimiser_claims, fitting_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
