#include "noisy_labels/class_transport.hpp"

#include <algorithm>
#include <cmath>

namespace mongecarlo::noisy_labels {
namespace {

constexpr int kSteps = 60;
constexpr double kFar = 2;
constexpr double kTolerance = 1e-6, kNegligible = 1e-3, kLongestStep = 1.5;

using System = std::array<ClassTransport::Masses, ClassTransport::kMaxClasses>;

/// Solves a symmetric positive definite system of `size` equations; the answer replaces `right`.
void eliminate(System& matrix, ClassTransport::Masses& right, std::size_t size) {
  for (std::size_t k = 0; k < size; ++k)
    for (std::size_t i = k + 1; i < size; ++i) {
      const double factor = matrix[i][k] / matrix[k][k];
      for (std::size_t j = k; j < size; ++j) matrix[i][j] -= factor * matrix[k][j];
      right[i] -= factor * right[k];
    }
  for (std::size_t k = size; k-- > 0;) {
    for (std::size_t j = k + 1; j < size; ++j) right[k] -= matrix[k][j] * right[j];
    right[k] /= matrix[k][k];
  }
}

}  // namespace

ClassTransport::ClassTransport(const ColumnMatrix<double>& kernel) : classes_(static_cast<std::size_t>(kernel.rows())) {
  for (std::size_t i = 0; i < classes_; ++i)
    for (std::size_t j = 0; j < classes_; ++j) kernel_[i][j] = kernel(static_cast<Index>(i), static_cast<Index>(j));
}

/// With u = a / (K v) the column masses are c = v (K^T u), and d c / d log v = diag(c) - sum_i P_i P_i^T / a_i for the
/// rows P_i of the plan. True when c is b.
bool ClassTransport::newton_step(const Masses& a, const Masses& b, Masses& u, Masses& v, Masses& log_v) const {
  System jacobian{};
  Masses c{};
  for (std::size_t i = 0; i < classes_; ++i) {
    Masses row;
    double sum = 0;
    for (std::size_t j = 0; j < classes_; ++j) sum += row[j] = kernel_[i][j] * v[j];
    u[i] = a[i] / sum;
    for (std::size_t j = 0; j < classes_; ++j) c[j] += row[j] *= u[i];
    for (std::size_t j = 0; j < classes_; ++j)
      for (std::size_t k = 0; k <= j; ++k) jacobian[j][k] -= row[j] * row[k] / a[i];
  }
  Masses step{};
  double error = 0;
  for (std::size_t j = 0; j < classes_; ++j) {
    step[j] = b[j] - c[j];
    error = std::max(error, std::abs(step[j]) / (b[j] + kNegligible));
    jacobian[j][j] += c[j];
    for (std::size_t k = 0; k < j; ++k) jacobian[k][j] = jacobian[j][k];
  }
  if (error <= kTolerance) return true;
  if (error > kFar) {  // one of Sinkhorn's steps, which cannot overshoot
    for (std::size_t j = 0; j < classes_; ++j) {
      v[j] *= b[j] / c[j];
      log_v[j] = std::log(v[j]);
    }
    return false;
  }
  // A constant added to log v changes nothing: the last entry stays.
  eliminate(jacobian, step, classes_ - 1);
  step[classes_ - 1] = 0;
  double longest = 0;
  for (std::size_t j = 0; j + 1 < classes_; ++j) longest = std::max(longest, std::abs(step[j]));
  const double share = longest > kLongestStep ? kLongestStep / longest : 1;
  for (std::size_t j = 0; j + 1 < classes_; ++j) {
    log_v[j] += share * step[j];
    v[j] = std::exp(log_v[j]);
  }
  return false;
}

bool ClassTransport::solve(const Masses& a, const Masses& b, Masses& log_u, Masses& log_v) const {
  Masses u{}, v{};
  for (std::size_t j = 0; j < classes_; ++j) v[j] = std::exp(log_v[j]);
  bool is_solved = false;
  for (int k = 0; k < kSteps && !is_solved; ++k) is_solved = newton_step(a, b, u, v, log_v);
  for (std::size_t i = 0; i < classes_; ++i) log_u[i] = std::log(u[i]);
  return is_solved;
}

}  // namespace mongecarlo::noisy_labels
