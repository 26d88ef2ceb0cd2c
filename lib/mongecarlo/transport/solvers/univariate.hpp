#pragma once
#include <span>
#include <vector>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/transport/prepared_problem.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo {

/// (1/n) sum_k |x_(k) - y_(k)|^p of two sorted samples of one size n; for different sizes the integral over (0, 1) of
/// |F^{-1} - G^{-1}|^p. O(n + m), no allocation, nothing checked. p >= 1, else this is not the optimum.
double univariate_sorted(std::span<const double> x, std::span<const double> y, double power);

/// Optimal transport on the line for a convex cost |x - y|^p, p >= 1: the monotone plan is optimal, so sorting solves
/// it. O(n log n + m log m). Potentials come from the staircase of the plan, and are feasible by the Monge property of
/// C. Santambrogio, Optimal Transport for Applied Mathematicians, section 2.2.
class UnivariateSolver final : public Solver {
 public:
  explicit UnivariateSolver(const SolverOptions& options) : options_(options) {}

  /// Throws std::domain_error for p < 1 and std::invalid_argument for points that are not on the line.
  void solve(const Problem& problem, Result& result) override;
  /// The same without validation.
  void solve_unchecked(const Problem& problem, Result& result);
  /// Equal weights, unchecked, value only: copies, sorts, sums.
  Certified uniform_value(std::span<const double> x, std::span<const double> y, double power);

 private:
  struct Step {
    Index i, j;  // ranks
    double mass;
  };
  void order(const Problem& problem);
  void walk();
  void fill_plan(Result& result) const;
  void fill_potentials(Result& result, double power) const;
  double marginal_error();
  void fill_values(Result& result, double power);

  SolverOptions options_;
  PreparedProblem prepared_;
  std::vector<Index> x_order_, y_order_;
  std::vector<double> x_sorted_, y_sorted_;
  std::vector<double> x_cumulated_, y_cumulated_;
  std::vector<Step> steps_;
  Vector row_mass_, column_mass_;
};

namespace solvers {
extern const SolverFamily univariate;
}

}  // namespace mongecarlo
