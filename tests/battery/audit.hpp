#pragma once
#include <string>
#include <vector>

#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::testing {

/// What is wrong with a result, each in one sentence; empty for a right one. A result must be finite, be what an
/// independent certificate makes of it, and where it says `converged` keep the promise of its stop rule: both marginals
/// to the tolerance for entropic problems, an enclosure of 1e-12 of what is moved for exact ones. O(n m).
std::vector<std::string> audit(const SolverFamily& family, const SolverOptions& options, const Problem& problem,
                               const Result& result);

}  // namespace mongecarlo::testing
