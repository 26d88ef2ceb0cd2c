#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// A convex function of x - y that a program brings along, for points on the line.
struct ConvexFunction {
  std::string name;
  std::function<double(double)> value;  ///< finite and convex: taken on trust
  std::function<double(double)> slope;  ///< a subgradient of it
};

/// A ground cost c(x, y) between points of R^d. A value, cheap to copy.
///
///   euclidean    |x - y|^p, Euclidean norm; squared_euclidean is p = 2
///   huber        r^2 / 2 for r = |x - y| <= threshold, threshold (r - threshold / 2) beyond
///
/// and for points on the line alone (d = 1)
///
///   asymmetric   forward (y - x)^p for mass that moves up, backward (x - y)^p for mass that moves down
///   convex       any convex function of x - y
///   circular     |x - y|^p on a circle, min over k of |x - y + k circumference|^p
class GroundCost {
 public:
  static GroundCost squared_euclidean();
  /// Throws std::domain_error unless p > 0 and finite.
  static GroundCost euclidean(double power = 1);
  /// Throws std::domain_error unless threshold > 0 and finite.
  static GroundCost huber(double threshold);
  /// Throws std::domain_error unless both prices are >= 0 and p >= 1, all finite.
  static GroundCost asymmetric(double forward, double backward, double power = 1);
  /// Throws std::domain_error unless circumference and p > 0 and finite.
  static GroundCost circular(double circumference, double power = 1);
  /// Throws std::invalid_argument where a function is missing.
  static GroundCost convex(ConvexFunction function);

  std::string name() const;
  /// c = |x - y|^power() in every dimension.
  bool is_power() const { return kind_ == Kind::power; }
  /// c = |x - y|^power() along a circle.
  bool is_circular() const { return kind_ == Kind::circular; }
  /// p of the costs that have one; 0 for others.
  double power() const { return power_; }
  double circumference() const { return first_; }  ///< of circular costs
  /// c is a convex function of x - y: then sorting solves the problem on the line.
  bool is_convex() const { return kind_ == Kind::power ? power_ >= 1 : kind_ != Kind::circular; }
  /// Points must have one coordinate.
  bool is_on_line() const { return kind_ != Kind::power && kind_ != Kind::huber; }

  double operator()(std::span<const double> x, std::span<const double> y) const;
  /// C_ij = c(x_i, y_j), by differences of coordinates: nothing is lost for clouds far from the origin (x^2 + y^2 - 2xy
  /// loses every digit there). O(n m d). Throws std::invalid_argument when the dimensions differ or are not the cost's.
  void fill(const MatrixView& x, const MatrixView& y, Matrix& cost) const;
  /// Turns `count` squared distances into costs, for a cost that is a function of the distance (not is_on_line()).
  void raise_squares(double* squares, Index count) const;
  /// On the line: replaces each difference x - y by its cost.
  void of_differences(std::span<double> differences) const;
  /// On the line: bounds the absolute error of the cost of a difference, in units of the relative error of the
  /// difference and of the cost: |t c'(t)| + |c(t)|. `cost` is c(t).
  double sensitivity(double difference, double cost) const;
  /// sup over t of |t c'(t)| / |c(t)| for costs of which it is known; infinity for others.
  double elasticity() const;
  /// Gradient of c in x at (x, y), added to `gradient` times `scale`. Where there is none (x = y with p <= 1) adds 0.
  void add_gradient(std::span<const double> x, std::span<const double> y, double scale,
                    std::span<double> gradient) const;
  /// sup c over two supports no two points of which are farther apart than `distance`.
  double bound(double distance) const;

 private:
  enum class Kind : unsigned char { power, huber, asymmetric, convex, circular };
  GroundCost(Kind kind, double power, double first = 0, double second = 0)
      : kind_(kind), power_(power), first_(first), second_(second) {}
  double of_difference(double t) const;
  double of_squared_distance(double squared) const;
  double slope(double t) const;
  void check_dimension(Index dimension) const;

  Kind kind_;
  double power_;
  double first_;   // threshold, forward, circumference
  double second_;  // backward
  std::shared_ptr<const ConvexFunction> function_;
};

}  // namespace mongecarlo
