#pragma once
#include <Eigen/Core>
#include <span>

namespace mongecarlo {

using Index = Eigen::Index;
/// Dense matrix, rows contiguous.
using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Vector = Eigen::VectorXd;
using MatrixView = Eigen::Map<const Matrix>;
using VectorView = Eigen::Map<const Vector>;

/// n points of R^d, one a row.
using Points = Matrix;

inline MatrixView view(const Matrix& matrix) { return {matrix.data(), matrix.rows(), matrix.cols()}; }
inline VectorView view(const Vector& vector) { return {vector.data(), vector.size()}; }
inline std::span<const double> as_span(const VectorView& vector) {
  return {vector.data(), static_cast<std::size_t>(vector.size())};
}
inline std::span<const double> row(const MatrixView& points, Index i) {
  return {points.data() + i * points.cols(), static_cast<std::size_t>(points.cols())};
}

}  // namespace mongecarlo
