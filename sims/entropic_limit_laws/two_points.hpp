#pragma once
#include <cmath>
#include <vector>

#include "models/normal_law.hpp"
#include "mongecarlo/experiment/statement.hpp"
#include "mongecarlo/random/weighted_index.hpp"

namespace mongecarlo::entropic_limit_laws {

using models::normal_cdf;

/// Samples of n and of m points.
struct Samples {
  int n = 6400, m = 1600;
  CellParameters parameters() const { return {{"n", n}, {"m", m}}; }
  double rate() const { return std::sqrt(static_cast<double>(n) * m / (n + m)); }  ///< rho
  double share() const { return static_cast<double>(m) / (n + m); }                ///< lambda, of the n points
};

/// Masses (r, 1 - r) and (s, 1 - s) on two points at distance one, regularised by epsilon: all in closed form, with
/// K = exp(2 / epsilon), see models/two_point_plan.hpp.
struct TwoPoints {
  double r = 0.1, s = 0.5, epsilon = 0.5;

  double first_entry() const;
  double transport_cost() const { return r + s - 2 * first_entry(); }
  double rooted_cost() const { return std::sqrt(transport_cost()); }
  double objective() const;
  double entropy_objective() const;
  /// sigma_1: the correlation of the plan.
  double correlation() const;
};
using Statistic = double (TwoPoints::*)() const;

/// dS/dr and dS/ds of a statistic S at a problem: exact formulas.
struct Slopes {
  double r = 0, s = 0;
};
Slopes slopes_of_first_entry(const TwoPoints& at);
Slopes slopes_of_transport_cost(const TwoPoints& at);
Slopes slopes_of_rooted_cost(const TwoPoints& at);
Slopes slopes_of_objective(const TwoPoints& at);
Slopes slopes_of_entropy_objective(const TwoPoints& at);
using SlopesOf = Slopes (*)(const TwoPoints&);

/// Limit variance lambda S_r^2 r(1-r) + (1-lambda) S_s^2 s(1-s).
double limit_variance(const TwoPoints& at, const Slopes& slopes, double share);

/// P(Bin(n, p) = k) for k = 0, ..., n.
std::vector<double> binomial_law(int n, double p);

/// Draws the shares of both empirical measures: binomials over their sizes.
class EmpiricalTwoPoints {
 public:
  EmpiricalTwoPoints(const TwoPoints& law, const Samples& samples);
  TwoPoints operator()(const Stream& stream) const;

 private:
  TwoPoints law_;
  Samples samples_;
  WeightedIndex source_, target_;
};

}  // namespace mongecarlo::entropic_limit_laws
