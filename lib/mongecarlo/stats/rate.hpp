#pragma once
#include <optional>
#include <span>
#include <vector>

#include "mongecarlo/stats/judge.hpp"

namespace mongecarlo {

/// Does E X_n fall like a power of n? Cells are judged together, one for each n; `shape` is what is known of E X_n
/// beside the power (log n, 1 + 1/n, ...), and is divided out.
///
/// A finite experiment cannot refute an asymptotic statement: what is judged is the slope over the n that were run,
///   gamma = -sum_j w_j ln(E X_{n_j} / shape_j),
/// against a tolerance that leaves room for what finite n adds. Without a correction, w picks the ends: the mean slope
///   gamma in [ln(L_1 / U_J), ln(U_1 / L_J)] / ln(n_J / n_1)
/// for simultaneous intervals [L_j, U_j] of the E X_n / shape, whatever the means between. With a correction kappa, w
/// is the weighted least squares fit of ln E = a - gamma ln n + b n^-kappa, and gamma lies in the sum of the ends that
/// are least favourable; that is exact too, for any weights. Costs grow: then the exponent is that of growth, gamma with
/// the other sign.
///
/// Refuted: the interval misses [exponent - margin, exponent + margin]. Supported: it lies inside. But inconclusive,
/// flag "curved", where the fits to all points and to all but the first differ by half the margin: the slope is still
/// moving.
struct RateQuestion {
  enum class Trend { falls, grows };

  std::vector<double> n;      ///< increasing, one for each cell; at least 3, with a correction 4
  std::vector<double> shape;  ///< positive, one for each cell
  double exponent = 0.5;
  double margin = 0.05;
  std::optional<double> correction = {};                ///< kappa
  MeanQuestion::Side side = MeanQuestion::Side::equal;  ///< at_least: falls at least as fast, whatever the curvature
  Trend trend = Trend::falls;

  /// Throws std::domain_error or std::invalid_argument, naming what is wrong.
  void validate() const;
};

/// Throws std::invalid_argument when there are not as many cells as n. O(cells^2).
Inference judge_rate(const RateQuestion& question, std::span<const Inference> cells);

/// Weighted least squares of y = a - gamma ln n + b n^-kappa: the weights w with gamma = -sum w_j y_j, for points of
/// these precisions (1 / variance).
std::vector<double> slope_weights(std::span<const double> n, std::span<const double> precisions,
                                  std::optional<double> correction);

/// Does what the cells measure (a distance to a limit law, say) fall from the first n to the last? Supported when the
/// interval of the last lies below that of the first, refuted when it lies above. Flag "plateau" where even
/// d_n = d_inf + c / sqrt(n) with c >= 0 fits the ends with d_inf > 0 alone (a model, not a theorem):
///   d_inf >= (sqrt(n_J) L_J - sqrt(n_1) U_1) / (sqrt(n_J) - sqrt(n_1)).
Inference judge_decrease(std::span<const double> n, std::span<const Inference> cells);

}  // namespace mongecarlo
