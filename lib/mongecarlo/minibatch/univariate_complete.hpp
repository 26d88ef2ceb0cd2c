#pragma once
#include <span>
#include <vector>

#include "mongecarlo/minibatch/rank_law.hpp"

namespace mongecarlo {

/// The complete minibatch estimator on the line with h = W_2^2 (cost (x - y)^2, un-rooted), exactly in O((n_x + n_y) m)
/// after sorting instead of C(n, m)^2 problems: the batch plan matches ranks, and ranks of independent
/// batches are independent, so with E_r the mean over the r-th order statistic of a random batch
///
///     hbar^m = 1/m sum_r [ E_r x^2 + E_r y^2 - 2 E_r x E_r y ].
///
/// Points are centred first, so that clouds far from the origin lose nothing. The tables of ranks are made once; no
/// allocation after the first call. Throws std::domain_error unless 1 <= m <= min(n_x, n_y).
class UnivariateComplete {
 public:
  UnivariateComplete(Index n_x, Index n_y, Index m);
  double operator()(std::span<const double> x, std::span<const double> y);

 private:
  struct Side {
    Matrix law;
    Vector sorted, first, second;  // points, E_r x, E_r x^2
    void refill(std::span<const double> points, double centre);
  };
  Side source_, target_;
};

/// The averaged plan Pibar^m of sorted points with uniform weights and any cost convex in x - y, which depends on ranks
/// alone: Pibar_jk = 1/m sum_r P(rank r is j) P(rank r is k). O(n_x n_y m).
Matrix univariate_complete_plan(Index n_x, Index n_y, Index m);

}  // namespace mongecarlo
