#pragma once
#include <optional>
#include <string_view>

#include "mongecarlo/cost/ground_cost.hpp"
#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// A discrete transport problem: cost C (n x m), source weights a (n), target weights b (m). A view: it owns nothing,
/// so that a replicate loop can solve over the same buffers again and again. Points may come along for solvers that use
/// them (univariate); then `cost` may be empty, and a solver that needs C computes it into its own workspace. An empty
/// view of weights stands for equal weights of total mass 1.
struct Problem {
  MatrixView cost{nullptr, 0, 0};
  VectorView a{nullptr, 0};
  VectorView b{nullptr, 0};
  MatrixView x{nullptr, 0, 0};
  MatrixView y{nullptr, 0, 0};
  std::optional<GroundCost> ground_cost = std::nullopt;
  /// Distances within each side, for solvers that compare those (Gromov-Wasserstein); where empty, ground_cost gives
  /// them.
  MatrixView source_distances{nullptr, 0, 0};
  MatrixView target_distances{nullptr, 0, 0};

  Index sources() const { return a.size() > 0 ? a.size() : has_cost() ? cost.rows() : x.rows(); }
  Index targets() const { return b.size() > 0 ? b.size() : has_cost() ? cost.cols() : y.rows(); }
  double source_mass() const;
  double target_mass() const;
  bool has_cost() const { return cost.size() > 0; }
  bool has_points() const { return x.size() > 0 && y.size() > 0 && ground_cost.has_value(); }
  bool is_square() const { return sources() == targets(); }
  bool is_uniform() const;  ///< all weights of a equal, all of b equal
  bool is_univariate() const { return has_points() && x.cols() == 1; }
  bool is_balanced() const;  ///< masses agree to kMassTolerance

  /// Throws std::invalid_argument (shapes, nothing to compute a cost from) or std::domain_error (NaN, infinite cost,
  /// negative weight, no mass), naming the argument. O(n m).
  void validate(std::string_view function) const;
  /// Throws std::domain_error unless is_balanced().
  void validate_balance(std::string_view function) const;
};

/// A problem over the buffers of the arguments, which must outlive it. Weights empty = uniform.
Problem problem_from_points(const Points& x, const Points& y, const GroundCost& cost, const Vector& a, const Vector& b);
/// The same from a cost matrix.
Problem problem_from_matrix(const Matrix& cost, const Vector& a, const Vector& b);

/// Largest |C_ij| and |x - y| that is accepted: differences and products with masses must stay finite.
inline constexpr double kLargestCost = 1e150;
/// Total masses that are accepted: a rounding error of theirs must be a normal number, a product with a cost finite.
inline constexpr double kLeastMass = 1e-280;
inline constexpr double kLargestMass = 1e150;

}  // namespace mongecarlo
