#pragma once
#include <optional>
#include <string>

#include "mongecarlo/random/stream.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::testing {

/// A problem that a solver must stand, with options, and what it is in words. Owns its numbers.
struct RandomProblem {
  std::string words;
  Matrix cost;  ///< or points
  Points x, y;
  std::optional<GroundCost> ground_cost;
  Vector a, b;  ///< empty: uniform
  SolverOptions options;

  Problem problem() const;
};

/// Draws one for a solver of `family`, n and m in 1..largest: small sizes as likely as large ones, equal and different;
/// weights uniform, random, with zeros, over twelve orders of magnitude; costs from points (spread, tied, all equal,
/// far from the origin) or as a matrix (random, tied, constant, negative, over twelve orders, 1e32 beside 1); epsilon
/// from 1e-4 to 1e3 of the largest cost, penalties from 1e-2 to 1e2 of it. Iteration limits are sometimes too low on
/// purpose.
RandomProblem draw_problem(const SolverFamily& family, Index largest, Stream stream);

}  // namespace mongecarlo::testing
