#pragma once
#include <optional>
#include <string>
#include <vector>

#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo {

/// A transport problem as a file states it, with everything that a solver needs; owns its numbers.
struct ProblemFile {
  const SolverFamily* solver = nullptr;  ///< the "kernel"
  SolverOptions options;
  std::optional<GroundCost> ground_cost;
  Points x, y;                                ///< empty where only a cost matrix is given
  Matrix cost;                                ///< empty where the cost is computed from points
  Matrix source_distances, target_distances;  ///< for kernels that compare distances; empty where points give them
  Vector a, b;                                ///< empty: uniform, of mass one
  std::vector<std::string> notes;             ///< what was done to the problem that its author should know

  /// A view of it; it must outlive the view.
  Problem problem() const;
};

/// Reads
///
///     {"kernel": "exact", "source": {"points": [[..], ..] | "x.csv" | "x.npy", "weights": [..] | "a.npy"},
///      "target": {the same}, "cost": "squared_euclidean" | "euclidean" | {"name": .., "p": ..} |
///      {"name": "huber", "threshold": ..} | {"name": "asymmetric", "forward": .., "backward": .., "p": ..} |
///      {"name": "circular", "circumference": .., "p": ..} | {"matrix": [[..], ..] | "C.npy"}, "epsilon": ..,
///      "tau": .. | [.., ..], "tolerance": .., "max_iterations": .., "seed": .., "directions": ..}
///
/// A kernel that compares distances within each side (gromov_wasserstein) takes "distances": [[..], ..] | "D.npy",
/// symmetric, in place of "points", for one side or both; "cost" then names the distance between points of one side,
/// and is left out where no side has points. The sides may have different dimensions.
///
/// File names are relative to the folder of the problem. For a kernel that needs equal masses these must agree to 1e-9
/// relative; the target is then rescaled, and a note says so. Throws IoError (no_input) for files that cannot be read,
/// and DataError with the JSON pointer for everything else: unknown keys (naming the nearest), shapes, NaN, weights,
/// masses, and what the kernel needs and does not find.
ProblemFile read_problem(const std::string& file);
/// The same from a text that came from `file`.
ProblemFile parse_problem(const std::string& text, const std::string& file);

}  // namespace mongecarlo
