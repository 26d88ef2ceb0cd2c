#pragma once
#include <complex>
#include <vector>

namespace mongecarlo {

/// The law of Q = sum_j w_j Z_j^2 for independent standard normal Z_j and weights of either sign: the limit law of
/// statistics without first-order term. Without weights, Q = 0.
///
/// P(Q > x) is the integral of exp(K(t) - t x) / (2 pi i t) along a line Re t = c > 0 with K(t) = -1/2 sum log(1 - 2
/// w_j t), and -P(Q <= x) the same for c < 0. All singularities are real, so that the two halves of the line may be
/// bent towards where exp(-t x) falls: no slow oscillation is left, whatever the number of weights. c is the saddle
/// point, which keeps the tails to their relative precision; the double-exponential rule halves its step until two sums
/// agree. Rice (1980) for the contour, Imhof (1961) for the straight line. Up to some 1000 evaluations of K a
/// value, O(weights) each: .3 milliseconds for ten weights, so that a law that is asked often wants a table.
class WeightedChiSquare {
 public:
  /// A probability, and the difference of the last two sums: far above the true error, as each halving doubles the
  /// number of correct digits.
  struct Probability {
    double value = 0;
    double error = 0;
  };

  /// Weights of zero are left out. Throws std::domain_error for weights that are not finite.
  explicit WeightedChiSquare(std::vector<double> weights);

  const std::vector<double>& weights() const { return weights_; }
  double mean() const;      ///< sum w
  double variance() const;  ///< 2 sum w^2

  /// P(Q <= x) and P(Q > x), error below 1e-12, and in the tails below 1e-9 of the value.
  double cdf(double x) const { return lower_tail(x).value; }
  double survival(double x) const { return upper_tail(x).value; }
  Probability lower_tail(double x) const;
  Probability upper_tail(double x) const;
  /// The x with P(Q <= x) = p, to 1e-12 of the law's spread. Throws std::domain_error unless 0 < p < 1.
  double quantile(double p) const;

 private:
  using Complex = std::complex<double>;
  Complex cumulant(Complex t) const;
  double tilted_mean(double t) const;
  double tilted_variance(double t) const;
  double saddle_point(double x, bool upper) const;
  Probability tail(double x, bool upper) const;

  std::vector<double> weights_;
  double scale_ = 1;  // the largest |w|
  double least_ = 0, largest_ = 0;
};

}  // namespace mongecarlo
