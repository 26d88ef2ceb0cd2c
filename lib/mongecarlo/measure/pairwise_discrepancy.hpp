#pragma once
#include <functional>
#include <span>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// Discrepancies of two discrete measures by a function of pairs of points:
///
///     squared MMD          E k(X, X') + E k(Y, Y') - 2 E k(X, Y)            k a positive definite kernel
///     squared energy       2 E |X - Y| - E |X - X'| - E |Y - Y'|            the same for k = -|x - y|
///
/// with independent copies (V-statistics: the diagonal counts). Unlike phi-divergences they feel how far apart points
/// are. O((n + m)^2 d). Both throw std::invalid_argument for shapes and std::domain_error for points that are not
/// finite or weights that are no probability vectors; empty weights are equal ones.
using PairFunction = std::function<double(std::span<const double>, std::span<const double>)>;

double squared_mmd(const MatrixView& x, const VectorView& a, const MatrixView& y, const VectorView& b,
                   const PairFunction& kernel);
double squared_energy_distance(const MatrixView& x, const VectorView& a, const MatrixView& y, const VectorView& b);

/// exp(-|x - y|^2 / (2 bandwidth^2)). Throws std::domain_error unless bandwidth > 0.
PairFunction gaussian_kernel(double bandwidth);

}  // namespace mongecarlo
