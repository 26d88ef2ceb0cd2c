#pragma once
#include <cstdint>
#include <vector>

#include "mongecarlo/transport/cumulative_difference.hpp"
#include "mongecarlo/transport/prepared_problem.hpp"
#include "mongecarlo/transport/solver_family.hpp"
#include "mongecarlo/transport/spare_potentials.hpp"

namespace mongecarlo {

/// Optimal transport on a circle for d^p, p >= 1, d the distance along the circle (GroundCost::circular).
///
/// Unrolled on the line with period L, a plan is monotone and so given by one number, the mass theta by which the
/// quantiles of the target are shifted:
///
///     C(theta) = int_0^1 |F^{-1}(u) - G^{-1}(u + theta)|^p du,      OT = min over theta of C(theta),
///
/// a convex, piecewise linear function. Its slope is what the potentials along the staircase of the plan gain in one
/// turn: bisection finds where it changes sign (for p = 1 next to the weighted median of F - G), and the mean of the
/// potentials on both sides of it that gains nothing is feasible on the circle. O((n + m) log(1 / rounding)) after
/// sorting. Delon, Salomon, Sobolevski, Fast transport optimization for Monge costs on the circle, SIAM J. Appl. Math.
/// 70 (2010).
class CircleSolver final : public Solver {
 public:
  explicit CircleSolver(const SolverOptions& options) : options_(options) {}

  /// Points may be any numbers: they are taken modulo the circumference. Throws std::invalid_argument for a cost that
  /// is not circular, std::domain_error for p < 1.
  void solve(const Problem& problem, Result& result) override;

 private:
  struct Side {
    std::vector<double> wrapped, sorted, cumulated;
    std::vector<std::uint32_t> order;
    /// Position and cumulated mass of rank k, on the line: negative and large ranks lie in other turns.
    double position(std::int64_t rank, double circumference) const;
    double mass_up_to(std::int64_t rank) const;
  };
  struct Step {
    std::int64_t i, j;  // ranks, unrolled
    double mass;
  };
  /// The staircase at one shift, with its potentials.
  struct Staircase {
    double shift = 0, gain = 0;
    std::vector<Step> steps;
    std::vector<double> f, g;  // by rank, of the first turn
  };

  void prepare(const Problem& problem);
  void wrap(const double* points, const Vector& weights, Side& side);
  /// Walks once around at `shift`; returns the gain of the potentials, -C'(shift).
  double walk(double shift, Staircase& staircase) const;
  void bracket();
  void bracket_near(double shift);
  void bisect();
  double price(std::int64_t i, std::int64_t j) const;
  void fill_potentials(Result& result) const;
  void fill_plan(const Staircase& staircase, Result& result) const;
  void fill_values(const Problem& problem, Result& result);

  SolverOptions options_;
  PreparedProblem prepared_;
  DoubleSorter sorter_;
  CumulativeDifference difference_;
  GroundCost cost_ = GroundCost::circular(1);
  double circumference_ = 1, price_noise_ = 0;
  Side source_, target_;
  Staircase below_, above_, trial_;  // gain >= 0 at the first, <= 0 at the second
  long long walks_ = 0;
  Vector row_mass_, column_mass_;
  SparePotentials spare_{options_};
};

namespace solvers {
extern const SolverFamily circle;
}

}  // namespace mongecarlo
