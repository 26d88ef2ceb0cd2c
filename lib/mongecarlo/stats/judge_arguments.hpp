#pragma once
#include <cstdint>
#include <string_view>

#include "mongecarlo/stats/judge.hpp"

namespace mongecarlo {

// What judges ask of their arguments, by the name of the judge. All throw std::domain_error.

/// A finite truth, whose ends are in order, and a margin >= 0.
void check_truth_and_margin(std::string_view judge, const Certified& truth, double margin);
/// Both error probabilities in (0, largest), and `fewest` replicates at least.
void check_budget(std::string_view judge, const ErrorBudget& budget, double largest, std::uint64_t horizon,
                  std::uint64_t fewest = 1);

}  // namespace mongecarlo
