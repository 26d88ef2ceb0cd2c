#include "mongecarlo/transport/solvers/sliced.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/transport/report_unregularised.hpp"

namespace mongecarlo {
namespace {

constexpr double kMissProbability = 1e-3;
constexpr double kLargestPlanarWork = 2e6;

void check_cost(const Problem& problem) {
  if (!problem.has_points())
    throw std::invalid_argument("sliced: x and y are missing; a cost matrix alone is not enough");
  const GroundCost& cost = *problem.ground_cost;
  if (cost.is_on_line() || !cost.is_convex())
    throw std::domain_error(
        fmt::format("sliced: cost is {}, but must be a convex function of the distance", cost.name()));
}

// Mean of values in [0, largest]: Maurer and Pontil 2009, Theorem 4, on both sides.
Certified empirical_bernstein(const Certified& mean, double standard_error, double largest, double count) {
  if (count < 2) return {0, std::max(mean.upper, largest)};
  const double level = std::log(4 / kMissProbability);
  const double width = standard_error * std::sqrt(2 * level) + 7 * largest * level / (3 * (count - 1));
  return {std::max(0.0, mean.lower - width), std::min(largest, mean.upper + width)};
}

}  // namespace

SlicedSolver::SlicedSolver(const SolverOptions& options) : options_(options) {
  check_at_least("sliced", "directions", options.directions, 1);
}

void SlicedSolver::solve(const Problem& problem, Result& result) {
  check_cost(problem);
  problem.validate("sliced");
  problem.validate_balance("sliced");
  if (slices_.directions().cols() != problem.x.cols())
    slices_.draw_directions(problem.x.cols(), options_.directions,
                            Stream(stream_key(options_.seed, "sliced", "directions"), 0));
  const Certified mean = slices_.mean(problem);
  report_unregularised(mean.midpoint(), mean.lower, mean, result);
  result.marginal_error = 0;
  result.iterations = options_.directions;
  result.standard_error = slices_.standard_error();
  result.integral_interval = integral_interval(problem, mean);
  result.f.resize(0);
  result.g.resize(0);
  result.plan.clear();
}

Certified SlicedSolver::integral_interval(const Problem& problem, const Certified& mean) {
  const GroundCost& cost = *problem.ground_cost;
  if (problem.x.cols() == 1) return mean;  // both directions of the line give the same
  if (PlanarSlices::can_integrate(problem) && PlanarSlices::work(problem) <= kLargestPlanarWork)
    return plane_.integral(problem);
  if (cost.is_power() && problem.x.rows() == 1 && problem.y.rows() == 1) {
    const double value = problem.source_mass() * sphere_moment(static_cast<int>(problem.x.cols()), cost.power()) *
                         cost(row(problem.x, 0), row(problem.y, 0));
    const double allowance = 64 * (1 + cost.power()) * std::numeric_limits<double>::epsilon() * value;
    return {value - allowance, value + allowance};
  }
  return empirical_bernstein(mean, slices_.standard_error(), slices_.largest_value(),
                             static_cast<double>(options_.directions));
}

namespace solvers {

const SolverFamily sliced{
    .name = "sliced",
    .summary =
        "Sliced transport: the mean of transport costs on the line over drawn directions, for convex costs of the "
        "distance.",
    .needs_points = true,
    .is_sliced = true,
    .make = [](const SolverOptions& options) { return std::make_unique<SlicedSolver>(options); },
};

}  // namespace solvers
}  // namespace mongecarlo
