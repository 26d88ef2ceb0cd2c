#include "outlier_robustness/parts.hpp"

namespace mongecarlo::simulations {

extern const Simulation outlier_robustness;

// What one outlier can do to unbalanced transport (little, however far it is) and to balanced transport (as much as its
// cost). Fatras et al. 2021, Lemma 1.
const Simulation outlier_robustness{
    .name = "outlier_robustness",
    .title = "Unbalanced transport is robust to outliers, with constant one; balanced transport is not",
    .parameters =
        {
            {"draws", "random measures of a cell that must never break a bound", 800, 3000, 30000, 100, 1e9},
        },
    .claims =
        [](const Design& design) {
          std::vector<Claim> claims;
          using namespace mongecarlo::outlier_robustness;
          for (auto part : {upper_bound_claims, lower_bound_claims, growth_claims})
            for (Claim& claim : part(design)) claims.push_back(std::move(claim));
          return claims;
        },
};

}  // namespace mongecarlo::simulations
