#pragma once
#include <vector>

#include "mongecarlo/measure/distribution.hpp"
#include "mongecarlo/random/weighted_index.hpp"

namespace mongecarlo {

/// The law sum_i w_i delta_{x_i} of K atoms, drawn by WeightedIndex in O(d) expected. Moments O(K d^2), marginal laws
/// and quantiles O(K), the diameter O(K^2 d) once.
class FiniteLaw : public Distribution {
 public:
  /// Weights are divided by their sum. `function` names the caller in errors: std::invalid_argument for empty points or
  /// sizes that differ, std::domain_error for entries that are not finite and weights that are negative or all zero.
  FiniteLaw(std::string_view function, Points points, Vector weights);

  int dimension() const override { return static_cast<int>(atoms_.points.cols()); }
  /// Exact up to 4096 atoms, on the line, and where two atoms are opposite corners of the bounding box; else the
  /// diagonal of that box.
  double diameter() const override { return diameter_; }
  bool diameter_is_exact() const override { return diameter_is_exact_; }
  void draw(Stream& stream, std::span<double> point) const override;
  std::optional<Vector> mean() const override;
  std::optional<Matrix> covariance() const override;
  std::optional<double> marginal_cdf(int coordinate, double t) const override;
  std::optional<double> quantile(double p) const override;
  std::optional<Atoms> atoms() const override { return atoms_; }

 private:
  void measure_diameter();

  Atoms atoms_;
  WeightedIndex index_;
  std::vector<Index> ascending_;  // order of the atoms on the line, for d = 1
  double diameter_ = 0;
  bool diameter_is_exact_ = true;
};

}  // namespace mongecarlo
