#pragma once
#include <algorithm>
#include <cmath>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/measure/distributions/uniform_cube.hpp"
#include "mongecarlo/transport/solver_family.hpp"

namespace mongecarlo::outlier_robustness {

/// alpha on n points and beta on m points of the unit square, with random weights; the outlier z lies `distance` away
/// from the square's corner and holds the share 1 - zeta of the contaminated measure zeta alpha + (1 - zeta) delta_z.
/// Cost |x - y|^2.
struct Contamination {
  int n = 5, m = 6;
  double zeta = 0.8, distance = 1, tau = 0.3, epsilon = 0;
  CellParameters parameters() const {
    return {{"n", n}, {"m", m}, {"zeta", zeta}, {"distance", distance}, {"tau", tau}, {"epsilon", epsilon}};
  }
  double penalty() const { return 2 * tau + epsilon; }
};

/// Random measures of a setting, refilled in place; the outlier is the last point of the contaminated one.
class Measures {
 public:
  explicit Measures(const Contamination& s)
      : y(s.m, 2), b(s.m), clean_x(s.n, 2), clean_a(s.n), contaminated_x(s.n + 1, 2), contaminated_a(s.n + 1), s_(s) {}

  void refill(const Stream& stream) {
    law_->sample_into(clean_x, stream.purpose("source"));
    law_->sample_into(y, stream.purpose("target"));
    draw_weights(stream.purpose("source weights"), clean_a);
    draw_weights(stream.purpose("target weights"), b);
    contaminated_x.topRows(s_.n) = clean_x;
    contaminated_x.row(s_.n).setConstant(1 + s_.distance / std::sqrt(2.0));
    contaminated_a << s_.zeta * clean_a, 1 - s_.zeta;
  }

  /// c(z, y_j).
  double outlier_cost(Index j) const { return (contaminated_x.row(s_.n) - y.row(j)).squaredNorm(); }
  /// m(z) = int c(z, y) dbeta(y).
  double mean_outlier_cost() const {
    double sum = 0;
    for (Index j = 0; j < b.size(); ++j) sum += b[j] * outlier_cost(j);
    return sum;
  }
  double least_outlier_cost() const {
    double least = outlier_cost(0);
    for (Index j = 1; j < b.size(); ++j) least = std::min(least, outlier_cost(j));
    return least;
  }

  Problem clean() const { return problem_from_points(clean_x, y, cost_, clean_a, b); }
  Problem contaminated() const { return problem_from_points(contaminated_x, y, cost_, contaminated_a, b); }

  Points y;
  Vector b;
  Points clean_x;
  Vector clean_a;
  Points contaminated_x;
  Vector contaminated_a;

 private:
  static void draw_weights(Stream stream, Vector& weights) {
    for (double& w : weights) w = stream.uniform();
    weights /= weights.sum();
  }
  Contamination s_;
  DistributionPtr law_ = make_uniform_cube(2);
  GroundCost cost_ = GroundCost::squared_euclidean();
};

inline SolverPtr unbalanced_solver(const Contamination& s) {
  return find_solver("unbalanced")
      ->make({.epsilon = s.epsilon, .tau_source = s.tau, .tau_target = s.tau, .tolerance = 1e-10, .want_plan = false});
}

inline SolverPtr exact_solver() { return find_solver("exact")->make({.want_plan = false}); }

}  // namespace mongecarlo::outlier_robustness
