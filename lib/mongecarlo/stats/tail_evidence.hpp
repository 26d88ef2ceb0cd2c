#pragma once
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace mongecarlo {

/// A decreasing bound(delta), tabulated over a fine grid of delta, turned round: which delta does a deviation reach?
/// The grid has 200 points a decade from 1e-15 to .01, steps of 1e-4 above, and the levels asked for.
class TailBound {
 public:
  /// About 13000 evaluations of the bound. Throws std::logic_error when the bound increases or is not a number.
  TailBound(const std::function<double(double)>& bound, const std::vector<double>& levels);

  /// Grid points on both sides of U = inf {delta : deviation > bound(delta)}: 0 and 1 stand for beyond the grid. The
  /// event {upper end <= delta} is exactly {deviation > bound(delta)} for every delta of the grid.
  std::pair<double, double> induced(double deviation) const;

 private:
  std::vector<double> deltas_, bounds_;
};

/// Evidence against "U is super-uniform", P(U <= delta) <= delta for every delta, from independent U's.
///
/// An e-process, the average of two families of martingale bets (each family has half of the wealth):
///   prod kappa U_r^{kappa - 1} over a grid of kappa in (0, 1): sees excess of small U's (Vovk & Wang 2021);
///   prod of likelihood ratios Bernoulli(q) : Bernoulli(delta) of 1{U_r <= delta}, over a grid of delta and q > delta:
///   sees a bound that fails at one level only.
/// Only the count, the sum of ln U and the counts below each delta are kept: O(levels) a record.
class SuperUniformity {
 public:
  explicit SuperUniformity(const std::vector<double>& levels);
  void add(double u);
  double log_wealth() const;
  /// How many bets share the wealth.
  std::size_t bets() const;
  /// The deltas at which bets are placed: the levels asked for and a fixed grid.
  const std::vector<double>& levels() const { return levels_; }

 private:
  std::vector<double> levels_;
  std::vector<std::uint64_t> counts_;
  std::uint64_t count_ = 0;
  double sum_log_ = 0;
};

}  // namespace mongecarlo
