#pragma once
#include <cstdint>
#include <vector>

#include "mongecarlo/experiment/claim.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"

namespace mongecarlo::entropic_sample_complexity {

/// Products of d coins on {0, 1}^d, P(x_i = 0) = r on one side and s on the other, against the number of coordinates
/// that differ, and samples of n points on each side. Cost and laws are sums and products over coordinates: V, the
/// potentials and the plan are those of d problems on two points, and singular values are powers of sigma.
struct Hypercube {
  int d = 2;
  double epsilon = 1;
  int n = 64;
  static constexpr double kSource = 0.3, kTarget = 0.6;  // r, s
  CellParameters parameters() const { return {{"d", d}, {"epsilon", epsilon}, {"n", n}}; }

  double objective() const;
  /// The parts of V's influence functions that a coordinate brings: f(0) - f(1), g(0) - g(1).
  double source_slope() const;
  double target_slope() const;
  /// lim n Var V(a_n, b_n) = d ((f(0) - f(1))^2 r (1 - r) + (g(0) - g(1))^2 s (1 - s)).
  double variance_constant() const;
  /// lim n (E V(a_n, b_n) - V) = epsilon sum over k >= 1 of binomial(d, k) sigma^(2k) / (1 - sigma^(2k)).
  double bias_constant() const;
};

/// Draws both samples, gathers equal points, and solves between them.
class HypercubeSamples {
 public:
  explicit HypercubeSamples(const Hypercube& cube);
  void draw(const Stream& stream);
  Certified objective();
  /// The mean of f over the first sample and of g over the second, less what they are on average: the first-order part
  /// of V(a_n, b_n) - V. Its mean is 0.
  double linear_part() const;

 private:
  struct Side {
    double chance;            // of a 0
    std::vector<int> counts;  // by code of the point
    std::vector<std::uint32_t> codes;
    std::vector<double> weights;
    double zeros = 0;  // in all coordinates of all points
  };
  void refill(Side& side, Stream stream) const;

  Hypercube cube_;
  Side source_, target_;
  std::vector<double> cost_;
  EntropicSolver solver_;
  Result result_;
};

}  // namespace mongecarlo::entropic_sample_complexity
