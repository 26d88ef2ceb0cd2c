#pragma once
#include <optional>
#include <span>
#include <string>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// A ground cost c(x, y) between points of R^d: |x - y|^2 or |x - y|^p, Euclidean norm. A value; four words.
class GroundCost {
 public:
  /// |x - y|^2.
  static GroundCost squared_euclidean();
  /// |x - y|^p. Throws std::domain_error unless p > 0 and finite.
  static GroundCost euclidean(double power = 1);

  std::string name() const;
  double power() const { return power_; }
  /// c is a convex function of x - y: then sorting solves the problem on the line.
  bool is_convex() const { return power_ >= 1; }

  double operator()(std::span<const double> x, std::span<const double> y) const;
  /// C_ij = c(x_i, y_j), by differences of coordinates: nothing is lost for clouds far from the origin (x^2 + y^2 - 2xy
  /// loses every digit there). O(n m d). Throws std::invalid_argument when the dimensions differ.
  void fill(const MatrixView& x, const MatrixView& y, Matrix& cost) const;
  /// Turns `count` squared distances into costs.
  void raise_squares(double* squares, Index count) const;
  /// Gradient of c in x at (x, y), added to `gradient` times `scale`. At x = y with p <= 1 there is none; adds 0.
  void add_gradient(std::span<const double> x, std::span<const double> y, double scale,
                    std::span<double> gradient) const;
  /// sup c over two supports no two points of which are farther apart than `distance`: distance^p.
  double bound(double distance) const;

 private:
  explicit GroundCost(double power) : power_(power) {}
  double power_;
};

}  // namespace mongecarlo
