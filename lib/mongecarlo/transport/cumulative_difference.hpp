#pragma once
#include <cstdint>
#include <span>
#include <vector>

#include "mongecarlo/base/certified.hpp"
#include "mongecarlo/base/double_sorter.hpp"

namespace mongecarlo {

/// Weighted points on the line; no weights stand for equal ones of total mass 1.
struct LineMeasure {
  std::span<const double> points;
  std::span<const double> weights = {};
};

/// F - G, the difference of two distribution functions on the line, and W_1 by it, without a plan:
///
///     W_1 = int |F - G| dt,    on a circle of circumference L   W_1 = min over s of int_0^L |F - G - s| dt,
///
/// where the best s is a median of F - G, weighted by the lengths on which it is constant. O((n + m) log(n + m)), no
/// allocation once a size has been seen. Enclosures hold what rounding may do. The circle: Delon, Salomon, Sobolevski,
/// Fast transport optimization for Monge costs on the circle, 2010; Cabrelli and Molter 1995.
class CumulativeDifference {
 public:
  /// Throws std::domain_error or std::invalid_argument (sizes, empty sides, points or weights that are not allowed,
  /// masses that differ); the mass of b is then rounded to that of a.
  void build(const LineMeasure& a, const LineMeasure& b);
  /// W_1 on the line.
  Certified line_w1() const;
  /// W_1 on a circle. The points must lie within one circumference (std::domain_error).
  Certified circle_w1(double circumference);
  /// The weighted median s of F - G on the circle.
  double circle_median(double circumference);

 private:
  Certified integral(double shift, double outer_length) const;

  DoubleSorter sorter_;
  std::vector<double> positions_;    // of both sides
  std::vector<double> jumps_;        // a_i, -b_j
  std::vector<double> sorted_;       // positions in order
  std::vector<double> differences_;  // F - G from each position to the next
  std::vector<std::uint32_t> order_;
  std::vector<double> values_;  // differences in order
  double mass_ = 0;
};

}  // namespace mongecarlo
