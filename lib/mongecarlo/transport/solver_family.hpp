#pragma once
#include <functional>
#include <span>
#include <string_view>

#include "mongecarlo/transport/solver.hpp"

namespace mongecarlo {

/// Where the points of a problem must lie.
enum class PointDomain : unsigned char {
  anywhere,
  line,   ///< one coordinate, a cost that is a convex function of x - y
  circle  ///< one coordinate, a circular cost
};

/// One row of the table of solvers, generated from transport/solvers: each file <stem>.cpp defines
/// `const SolverFamily solvers::<stem>`.
struct SolverFamily {
  std::string_view name;     ///< the file's stem, and the "kernel" of a problem file
  std::string_view summary;  ///< one sentence
  bool uses_epsilon = false;
  bool allows_zero_epsilon = false;  ///< solves without regularisation too
  bool uses_tau = false;
  bool needs_points = false;        ///< a cost matrix alone is not enough
  bool needs_balance = true;        ///< masses must agree
  bool compares_distances = false;  ///< distances within each side instead of costs between the sides
  bool is_stochastic = false;  ///< draws by SolverOptions::seed; its enclosure narrows with max_iterations, and slowly
  PointDomain domain = PointDomain::anywhere;
  bool is_sliced = false;  ///< a mean over SolverOptions::directions lines drawn by seed: no plan of one problem
  /// Validates the options (std::domain_error naming the bad one).
  std::function<SolverPtr(const SolverOptions&)> make;
};

std::span<const SolverFamily* const> solver_table();
const SolverFamily* find_solver(std::string_view name);

}  // namespace mongecarlo
