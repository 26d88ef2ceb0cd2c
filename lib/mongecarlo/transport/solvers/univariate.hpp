#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/base/double_sorter.hpp"
#include "mongecarlo/transport/prepared_problem.hpp"
#include "mongecarlo/transport/solver_family.hpp"
#include "mongecarlo/transport/value_sorter.hpp"

namespace mongecarlo {

/// (1/n) sum_k c(x_(k) - y_(k)) of two sorted samples of one size n; for different sizes the integral over (0, 1) of
/// c(F^{-1} - G^{-1}). Encloses the number: differences, costs and sums are each right to a few ulps. O(n + m), no
/// allocation, nothing checked. The cost must be convex, else this is not the optimum.
Certified univariate_sorted(std::span<const double> x, std::span<const double> y, const GroundCost& cost);

/// Optimal transport on the line for a convex cost of x - y (|x - y|^p with p >= 1, huber, asymmetric, or one of the
/// caller's): the monotone plan is optimal, so sorting solves it. O(n + m) expected for values with a bounded density,
/// O(n log n + m log m) always. Potentials come from the staircase of the plan, and are feasible by the Monge property
/// of C. Santambrogio, Optimal Transport for Applied Mathematicians, section 2.2.
class UnivariateSolver final : public Solver {
 public:
  explicit UnivariateSolver(const SolverOptions& options) : options_(options) {}

  /// Throws std::domain_error for a cost that is not convex and std::invalid_argument for points that are not on the
  /// line.
  void solve(const Problem& problem, Result& result) override;
  /// The same without validation.
  void solve_unchecked(const Problem& problem, Result& result);
  /// Equal weights, unchecked, value only: copies, sorts, sums.
  Certified uniform_value(std::span<const double> x, std::span<const double> y, const GroundCost& cost);

 private:
  struct Step {
    std::uint32_t i, j;  // ranks
    double mass;
  };
  struct Noise {
    double of_plan = 0, of_potentials = 0;
  };
  void solve_equal_weights(const Problem& problem, Result& result);
  void order(const Problem& problem);
  void walk();
  void price(const GroundCost& cost);
  void fill_plan(Result& result) const;
  void fill_potentials();
  double marginal_error();
  Noise noise(const GroundCost& cost) const;
  void fill_values(Result& result, const GroundCost& cost);

  SolverOptions options_;
  DoubleSorter sorter_;
  ValueSorter value_sorter_;
  PreparedProblem prepared_;
  std::vector<std::uint32_t> x_order_, y_order_;
  std::vector<double> x_sorted_, y_sorted_;
  std::vector<double> x_cumulated_, y_cumulated_;
  std::vector<Step> steps_;
  std::vector<double> prices_;  // cost of each step
  // All by rank.
  Vector x_weights_, y_weights_, f_, g_, row_mass_, column_mass_;
};

namespace solvers {
extern const SolverFamily univariate;
}

}  // namespace mongecarlo
