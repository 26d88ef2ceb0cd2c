#pragma once
#include <complex>
#include <vector>

#include "mongecarlo/experiment/claim.hpp"
#include "mongecarlo/transport/solvers/entropic.hpp"

namespace mongecarlo::entropic_sample_complexity {

/// The uniform law on d unit circles multiplied, a torus in R^(2d), against itself, with half the squared distance,
/// and samples of n points on each side. The cost is a sum over circles and depends on differences of angles alone, so
/// that both potentials are constant, the plan is a product of von Mises kernels, and everything is in closed form:
/// singular values are the products of sigma_j = I_j(1/epsilon) / I_0(1/epsilon) over j in Z^d.
struct Torus {
  int d = 1;
  double epsilon = 0.5;
  int n = 64;
  CellParameters parameters() const { return {{"d", d}, {"epsilon", epsilon}, {"n", n}}; }

  /// V = d (1 - epsilon log I_0(1/epsilon)), epsilon >= 1/700; the cost without regularisation is 0.
  double objective() const;
  /// lim n (E V(a_n, b_n) - V) = epsilon sum sigma^2 / (1 - sigma^2) over all modes but the constant.
  double bias_constant() const;
  /// lim n^2 Var V(a_n, b_n) = sum epsilon^2 sigma^2 (1 + sigma^2) / (1 - sigma^2)^2.
  double variance_constant() const;
};

/// sigma_0 = 1, sigma_1, ... of one circle, down to 1e-18.
std::vector<double> circle_spectrum(double epsilon);

/// Draws both samples of a torus, and solves between them.
class TorusSamples {
 public:
  explicit TorusSamples(const Torus& torus);
  void draw(const Stream& stream);
  /// V(a_n, b_n) - V.
  Certified excess();
  /// Most of the second-order part of V(a_n, b_n) - V: a quadratic form in the Fourier coefficients of both samples
  /// along each circle. Coefficients A_j, B_j of a mode, each of mean square 1/n, bring
  ///   epsilon / (1 - sigma_j^2) (sigma_j^2 / 2 (A_j^2 + B_j^2) - sigma_j A_j B_j).
  double quadratic_part();
  /// Its mean, exactly.
  double quadratic_mean() const;

 private:
  static void refill(Points& points, Stream stream);
  /// Mean of z^j over the points' coordinate z on a circle, j = 0, 1, ...
  static void mean_powers(const Points& points, Index circle, std::vector<std::complex<double>>& means);

  Torus torus_;
  double limit_;  // V
  std::vector<double> spectrum_;
  Points x_, y_;
  Matrix cost_;
  EntropicSolver solver_;
  Result result_;
  std::vector<std::complex<double>> first_, second_;
};

}  // namespace mongecarlo::entropic_sample_complexity
