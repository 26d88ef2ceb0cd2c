#pragma once
#include <span>
#include <string_view>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// phi-divergences D_phi(a | b) = sum b phi(a / b) of two probability vectors on one support, 0 log 0 = 0:
///
///     kl                 sum a log(a / b)                    [0, inf]: infinite where b = 0 < a
///     reverse_kl         sum b log(b / a)                    [0, inf]
///     jensen_shannon     (KL(a | m) + KL(b | m)) / 2, m = (a + b) / 2        [0, log 2]
///     total_variation    (1/2) sum |a - b|                   [0, 1]
///     chi_square         sum (a - b)^2 / b                   [0, inf]
///     squared_hellinger  (1/2) sum (sqrt a - sqrt b)^2       [0, 1]
enum class PhiDivergence : unsigned char {
  kl,
  reverse_kl,
  jensen_shannon,
  total_variation,
  chi_square,
  squared_hellinger
};

const char* to_string(PhiDivergence divergence);

/// Its value; infinity where it is infinite. Sums are compensated and never negative. O(n). Throws
/// std::invalid_argument for sizes that differ, std::domain_error for what is no probability vector.
double phi_divergence(PhiDivergence divergence, std::span<const double> a, std::span<const double> b);

/// Two discrete measures written on one support: the union of their points (equal coordinates are one point), in
/// lexicographic order.
struct JointSupport {
  Points points;
  Vector a, b;
};

/// Throws std::invalid_argument for shapes, std::domain_error for points that are not finite or for weights that are no
/// probability vectors; empty weights are equal ones. O((n + m) d log(n + m)).
JointSupport joint_support(const MatrixView& x, const VectorView& a, const MatrixView& y, const VectorView& b);

}  // namespace mongecarlo
