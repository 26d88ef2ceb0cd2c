#pragma once
#include <optional>
#include <string>

#include "mongecarlo/cost/ground_cost.hpp"
#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// A discrete transport problem: cost C (n x m), source weights a (n), target weights b (m). A view: it owns nothing, so
/// that a replicate loop can solve over the same buffers again and again. Points may come along for solvers that use
/// them (univariate); then `cost` may be empty, and a solver that needs C computes it into its own workspace.
struct Problem {
  MatrixView cost{nullptr, 0, 0};
  VectorView a{nullptr, 0};
  VectorView b{nullptr, 0};
  MatrixView x{nullptr, 0, 0};
  MatrixView y{nullptr, 0, 0};
  std::optional<GroundCost> ground_cost;

  Index sources() const { return a.size(); }
  Index targets() const { return b.size(); }
  bool has_cost() const { return cost.size() > 0; }
  bool has_points() const { return x.size() > 0 && y.size() > 0 && ground_cost.has_value(); }
  bool is_square() const { return sources() == targets(); }
  bool is_uniform() const;     ///< all weights of a equal, all of b equal
  bool is_univariate() const { return has_points() && x.cols() == 1; }
  bool is_balanced() const;    ///< masses agree to kMassTolerance

  /// Throws std::invalid_argument (shapes, nothing to compute a cost from) or std::domain_error (NaN, infinite cost,
  /// negative weight, no mass), naming the argument. O(n m).
  void validate(const std::string& function) const;
};

/// A problem from points: weights empty = uniform.
Problem problem_from_points(const Points& x, const Points& y, const GroundCost& cost, const Vector& a, const Vector& b);
/// A problem from a cost matrix.
Problem problem_from_matrix(const Matrix& cost, const Vector& a, const Vector& b);

}  // namespace mongecarlo
