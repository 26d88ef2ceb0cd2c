#pragma once
#include <type_traits>

#include "mongecarlo/learning/tape.hpp"

namespace mongecarlo {

// What can be done with the variables of one tape (Scalar is float or double). Operands of another tape, or shapes that
// do not fit, give std::invalid_argument naming both. Values are not looked at: infinities and NaN travel.
//
// The four arithmetic operations repeat a 1 x 1, 1 x c or n x 1 operand to the shape of the other one.

template <class Scalar>
Variable<Scalar> operator+(const Variable<Scalar>& a, const Variable<Scalar>& b);
template <class Scalar>
Variable<Scalar> operator-(const Variable<Scalar>& a, const Variable<Scalar>& b);
/// Entry by entry.
template <class Scalar>
Variable<Scalar> operator*(const Variable<Scalar>& a, const Variable<Scalar>& b);
template <class Scalar>
Variable<Scalar> operator/(const Variable<Scalar>& a, const Variable<Scalar>& b);
/// factor a + shift.
template <class Scalar>
Variable<Scalar> affine(const Variable<Scalar>& a, std::type_identity_t<Scalar> factor,
                        std::type_identity_t<Scalar> shift);
template <class Scalar>
Variable<Scalar> operator*(std::type_identity_t<Scalar> factor, const Variable<Scalar>& a) {
  return affine(a, factor, 0);
}
template <class Scalar>
Variable<Scalar> operator-(const Variable<Scalar>& a) {
  return affine(a, -1, 0);
}

/// A B, A B^T and A^T B.
template <class Scalar>
Variable<Scalar> product(const Variable<Scalar>& a, const Variable<Scalar>& b);
template <class Scalar>
Variable<Scalar> product_transposed(const Variable<Scalar>& a, const Variable<Scalar>& b);
template <class Scalar>
Variable<Scalar> transposed_product(const Variable<Scalar>& a, const Variable<Scalar>& b);
/// X W + 1 b: a dense layer, W d x h, b 1 x h.
template <class Scalar>
Variable<Scalar> dense(const Variable<Scalar>& x, const Variable<Scalar>& weights, const Variable<Scalar>& bias);

/// A 1 x 1, 1 x cols or rows x 1 matrix repeated to rows x cols, and its adjoint, which sums back to such a shape.
template <class Scalar>
Variable<Scalar> broadcast(const Variable<Scalar>& a, Index rows, Index cols);
template <class Scalar>
Variable<Scalar> sum_to(const Variable<Scalar>& a, Index rows, Index cols);
template <class Scalar>
Variable<Scalar> sum(const Variable<Scalar>& a) {
  return sum_to(a, 1, 1);
}
template <class Scalar>
Variable<Scalar> mean(const Variable<Scalar>& a) {
  return Scalar(1) / static_cast<Scalar>(a.rows() * a.cols()) * sum(a);
}
template <class Scalar>
Variable<Scalar> row_sums(const Variable<Scalar>& a) {
  return sum_to(a, a.rows(), 1);
}
template <class Scalar>
Variable<Scalar> column_sums(const Variable<Scalar>& a) {
  return sum_to(a, 1, a.cols());
}
/// sum_ij a_ij b_ij. With a constant plan and a cost matrix: the transport cost.
template <class Scalar>
Variable<Scalar> dot(const Variable<Scalar>& a, const Variable<Scalar>& b) {
  return sum(a * b);
}

/// max(a, 0), with derivative 0 at 0.
template <class Scalar>
Variable<Scalar> relu(const Variable<Scalar>& a);
/// a where a > 0, slope a elsewhere.
template <class Scalar>
Variable<Scalar> leaky_relu(const Variable<Scalar>& a, std::type_identity_t<Scalar> slope);
/// |a|, with derivative -1 at 0.
template <class Scalar>
Variable<Scalar> abs(const Variable<Scalar>& a);
template <class Scalar>
Variable<Scalar> tanh(const Variable<Scalar>& a);
/// 1 / (1 + exp(-a)).
template <class Scalar>
Variable<Scalar> logistic(const Variable<Scalar>& a);
template <class Scalar>
Variable<Scalar> exp(const Variable<Scalar>& a);
template <class Scalar>
Variable<Scalar> log(const Variable<Scalar>& a);
template <class Scalar>
Variable<Scalar> sqrt(const Variable<Scalar>& a);
template <class Scalar>
Variable<Scalar> square(const Variable<Scalar>& a) {
  return a * a;
}

/// log of the softmax of each row; never the logarithm of a small number.
template <class Scalar>
Variable<Scalar> log_softmax(const Variable<Scalar>& a);
template <class Scalar>
Variable<Scalar> softmax(const Variable<Scalar>& a) {
  return exp(log_softmax(a));
}
/// Euclidean length of each row, n x 1, with derivative 0 at a row of zeros.
template <class Scalar>
Variable<Scalar> row_norms(const Variable<Scalar>& a);
/// |x_i - y_j|^2 for all pairs of rows, n x m, from the differences themselves.
template <class Scalar>
Variable<Scalar> squared_distances(const Variable<Scalar>& x, const Variable<Scalar>& y);

/// -1/n sum_i sum_k t_ik log softmax(logits)_ik: the mean cross-entropy against n rows of target probabilities (one-hot
/// labels, say).
template <class Scalar>
Variable<Scalar> cross_entropy(const Variable<Scalar>& logits, const Variable<Scalar>& targets) {
  return Scalar(-1) / static_cast<Scalar>(logits.rows()) * dot(targets, log_softmax(logits));
}

}  // namespace mongecarlo
