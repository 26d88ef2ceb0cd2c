#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/limit/sample_sizes.hpp"
#include "mongecarlo/measure/points.hpp"
#include "mongecarlo/random/multinomial.hpp"

namespace mongecarlo {

/// A statistic S(a, b) of two laws on finite spaces, weights on their points; or a derivative D(g, h) of one, along
/// directions that sum to zero. It may hold a workspace: a Bootstrap calls it from one thread.
using StatisticOfLaws = std::function<Certified(const Vector& a, const Vector& b)>;

/// Bootstrap laws of a statistic of empirical measures a_n, b_m: what rho^power (S(a_n, b_m) - S(a, b)) may look like,
/// by what happens to resamples a*, b* of the measures that were seen. rho: sample_sizes.hpp; b is not resampled where
/// m is infinite. `power` is 1 where S has a first-order limit, 1/p for W_p under the null hypothesis a = b.
///
///   naive        rho^power (S(a*_n, b*_m) - S(a_n, b_m)): consistent where S has a linear derivative, and wrong where
///                it has not, as for Wasserstein distances at a = b or where their potentials are not unique (Duembgen
///                1993; Fang and Santos 2019).
///   m_out_of_n   the same with resamples of k and l points, and rho of these: consistent wherever there is a limit
///                law, for k -> infinity, k / n -> 0, at the price of an error of the order of (k / n)^(power/2): at
///                a = b take the root of W_p^p after the quantiles, not before.
///   recentred    for the null hypothesis a = b alone: rho^power S of two resamples of the pooled measure (n a_n + m
///                b_m) / (n + m), whose own distance is none; for one sample rho^power S(a*_n, a_n).
///   directional  D(rho (a*_n - a_n), rho (b*_m - b_m)) with an estimate of the derivative: wasserstein_derivatives.hpp
///                has those of Wasserstein distances. Consistent where the estimated derivative is.
///
/// A draw costs one multinomial a sample, O(points), and one S or D; it allocates nothing after the first, as far as S
/// does not. Sommerfeld and Munk (2018) for the finite spaces.
class Bootstrap {
 public:
  /// All throw std::domain_error unless a and b are probability vectors and the sizes are whole numbers (m or
  /// infinite), `power` positive; recentred std::invalid_argument unless a and b are on the same number of points.
  static Bootstrap naive(StatisticOfLaws statistic, const Vector& a, const Vector& b, const SampleSizes& sizes,
                         double power = 1);
  static Bootstrap m_out_of_n(StatisticOfLaws statistic, const Vector& a, const Vector& b, const SampleSizes& resamples,
                              double power = 1);
  static Bootstrap recentred(StatisticOfLaws statistic, const Vector& a, const Vector& b, const SampleSizes& sizes,
                             double power = 1);
  static Bootstrap directional(StatisticOfLaws derivative, const Vector& a, const Vector& b, const SampleSizes& sizes);

  /// One draw of the bootstrap law, a function of the stream.
  Certified draw(const Stream& stream);
  /// `count` draws (midpoints) in increasing order; draw k takes stream.purpose("resample", k).
  /// Throws std::domain_error for count < 1, and std::runtime_error for a statistic that is not a number.
  void sample(std::uint64_t count, const Stream& stream, std::vector<double>& values);
  /// (1 + number of draws >= observed) / (1 + count), ties to within rounding included: a p-value of the test that
  /// rejects large values. With count = 99 the test at level 5 % rejects where at most four draws are as large.
  /// Enclosures count on the side of no rejection. Throws as `sample`.
  double p_value(const Certified& observed, std::uint64_t count, const Stream& stream);

 private:
  enum class Centring : std::uint8_t { around_value, around_laws, none };
  Bootstrap(const char* kind, StatisticOfLaws statistic, const Vector& a, const Vector& b, const SampleSizes& sizes,
            double power);
  void resample(const Multinomial& law, double size, Stream stream, Vector& weights);

  StatisticOfLaws statistic_;
  Vector a_, b_;  // what is resampled
  double n_, m_, scale_;
  Centring centring_ = Centring::around_value;
  Certified centre_;
  Multinomial source_, target_;
  std::vector<std::uint64_t> counts_;
  Vector a_star_, b_star_;
};

}  // namespace mongecarlo
