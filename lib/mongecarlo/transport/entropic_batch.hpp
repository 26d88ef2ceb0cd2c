#pragma once
#include <array>
#include <span>

#include "mongecarlo/transport/entropic_value.hpp"
#include "mongecarlo/transport/sinkhorn_lanes.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"
#include "mongecarlo/transport/spare_potentials.hpp"

namespace mongecarlo {

/// Solves many small entropic problems, eight of one shape side by side (about twice as fast as one after another). Each
/// result is certified as that of EntropicSolver is, and depends on its own problem alone: not on how many are solved
/// together, nor in which order. Problems that are too large for the caches, and those that do not converge at once, are
/// solved by EntropicSolver. No allocation once the sizes have been seen.
class EntropicBatch {
 public:
  /// Throws as EntropicSolver does.
  explicit EntropicBatch(const SolverOptions& options);
  /// results[k] is the result of problems[k]. Throws std::invalid_argument where the two differ in number, and as
  /// EntropicSolver does for the first problem that is not allowed.
  void solve(std::span<const Problem> problems, std::span<Result> results);

 private:
  void solve_group(std::span<const Problem> problems, std::span<Result> results);

  SolverOptions options_;
  EntropicSettings settings_;
  EntropicSolver alone_;
  SinkhornLanes lanes_;
  EntropicValue value_;
  SparePotentials spare_{options_};
  std::array<PreparedProblem, SinkhornLanes::kLanes> prepared_;
};

}  // namespace mongecarlo
