#include "mongecarlo/learning/operations.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <string_view>

namespace mongecarlo {
namespace {

[[noreturn]] void refuse(std::string_view operation, Index a_rows, Index a_cols, Index b_rows, Index b_cols) {
  throw std::invalid_argument(
      fmt::format("{}: shapes {} x {} and {} x {} do not fit", operation, a_rows, a_cols, b_rows, b_cols));
}

template <class Scalar>
void require(bool fits, std::string_view operation, const Variable<Scalar>& a, const Variable<Scalar>& b) {
  if (!fits) refuse(operation, a.rows(), a.cols(), b.rows(), b.cols());
}

template <class Scalar>
bool repeats_to(const Variable<Scalar>& a, Index rows, Index cols) {
  return (a.rows() == 1 || a.rows() == rows) && (a.cols() == 1 || a.cols() == cols);
}

/// One of the four operations, with the smaller operand repeated.
template <class Scalar>
Variable<Scalar> arithmetic(Operation operation, std::string_view name, const Variable<Scalar>& a,
                            const Variable<Scalar>& b) {
  const Index rows = a.rows(), cols = a.cols();
  if (b.rows() == rows && b.cols() == cols) return a.tape().apply(operation, rows, cols, a, b);
  if (repeats_to(b, rows, cols)) return a.tape().apply(operation, rows, cols, a, broadcast(b, rows, cols));
  require(repeats_to(a, b.rows(), b.cols()), name, a, b);
  return a.tape().apply(operation, b.rows(), b.cols(), broadcast(a, b.rows(), b.cols()), b);
}

template <class Scalar>
Variable<Scalar> each_entry(Operation operation, const Variable<Scalar>& a) {
  return a.tape().apply(operation, a.rows(), a.cols(), a);
}

}  // namespace

template <class Scalar>
Variable<Scalar> operator+(const Variable<Scalar>& a, const Variable<Scalar>& b) {
  return arithmetic(Operation::add, "sum", a, b);
}
template <class Scalar>
Variable<Scalar> operator-(const Variable<Scalar>& a, const Variable<Scalar>& b) {
  return arithmetic(Operation::subtract, "difference", a, b);
}
template <class Scalar>
Variable<Scalar> operator*(const Variable<Scalar>& a, const Variable<Scalar>& b) {
  return arithmetic(Operation::multiply, "product of entries", a, b);
}
template <class Scalar>
Variable<Scalar> operator/(const Variable<Scalar>& a, const Variable<Scalar>& b) {
  return arithmetic(Operation::divide, "quotient", a, b);
}
template <class Scalar>
Variable<Scalar> affine(const Variable<Scalar>& a, std::type_identity_t<Scalar> factor,
                        std::type_identity_t<Scalar> shift) {
  return a.tape().apply(Operation::affine, a.rows(), a.cols(), a, {}, {}, factor, shift);
}

template <class Scalar>
Variable<Scalar> product(const Variable<Scalar>& a, const Variable<Scalar>& b) {
  require(a.cols() == b.rows(), "product", a, b);
  return a.tape().apply(Operation::product, a.rows(), b.cols(), a, b);
}
template <class Scalar>
Variable<Scalar> product_transposed(const Variable<Scalar>& a, const Variable<Scalar>& b) {
  require(a.cols() == b.cols(), "product_transposed", a, b);
  return a.tape().apply(Operation::product_transposed, a.rows(), b.rows(), a, b);
}
template <class Scalar>
Variable<Scalar> transposed_product(const Variable<Scalar>& a, const Variable<Scalar>& b) {
  require(a.rows() == b.rows(), "transposed_product", a, b);
  return a.tape().apply(Operation::transposed_product, a.cols(), b.cols(), a, b);
}
template <class Scalar>
Variable<Scalar> dense(const Variable<Scalar>& x, const Variable<Scalar>& weights, const Variable<Scalar>& bias) {
  require(x.cols() == weights.rows(), "dense: input and weights", x, weights);
  require(bias.rows() == 1 && bias.cols() == weights.cols(), "dense: weights and bias", weights, bias);
  return x.tape().apply(Operation::dense, x.rows(), weights.cols(), x, weights, bias);
}

template <class Scalar>
Variable<Scalar> broadcast(const Variable<Scalar>& a, Index rows, Index cols) {
  if (!repeats_to(a, rows, cols)) refuse("broadcast", a.rows(), a.cols(), rows, cols);
  if (a.rows() == rows && a.cols() == cols) return a;
  return a.tape().apply(Operation::broadcast, rows, cols, a);
}
template <class Scalar>
Variable<Scalar> sum_to(const Variable<Scalar>& a, Index rows, Index cols) {
  if ((rows != 1 && rows != a.rows()) || (cols != 1 && cols != a.cols()))
    refuse("sum_to", a.rows(), a.cols(), rows, cols);
  if (a.rows() == rows && a.cols() == cols) return a;
  return a.tape().apply(Operation::sum_to, rows, cols, a);
}

template <class Scalar>
Variable<Scalar> leaky_relu(const Variable<Scalar>& a, std::type_identity_t<Scalar> slope) {
  return a.tape().apply(Operation::gate, a.rows(), a.cols(), a, a, {}, slope);
}
template <class Scalar>
Variable<Scalar> relu(const Variable<Scalar>& a) {
  return leaky_relu(a, 0);
}
template <class Scalar>
Variable<Scalar> abs(const Variable<Scalar>& a) {
  return leaky_relu(a, -1);
}
template <class Scalar>
Variable<Scalar> tanh(const Variable<Scalar>& a) {
  return each_entry(Operation::hyperbolic_tangent, a);
}
template <class Scalar>
Variable<Scalar> logistic(const Variable<Scalar>& a) {
  return each_entry(Operation::logistic, a);
}
template <class Scalar>
Variable<Scalar> exp(const Variable<Scalar>& a) {
  return each_entry(Operation::exponential, a);
}
template <class Scalar>
Variable<Scalar> log(const Variable<Scalar>& a) {
  return each_entry(Operation::logarithm, a);
}
template <class Scalar>
Variable<Scalar> sqrt(const Variable<Scalar>& a) {
  return each_entry(Operation::square_root, a);
}
template <class Scalar>
Variable<Scalar> log_softmax(const Variable<Scalar>& a) {
  return each_entry(Operation::log_softmax, a);
}
template <class Scalar>
Variable<Scalar> row_norms(const Variable<Scalar>& a) {
  return a.tape().apply(Operation::row_norm, a.rows(), 1, a);
}
template <class Scalar>
Variable<Scalar> squared_distances(const Variable<Scalar>& x, const Variable<Scalar>& y) {
  require(x.cols() == y.cols(), "squared_distances", x, y);
  return x.tape().apply(Operation::squared_distance, x.rows(), y.rows(), x, y);
}

#define MONGECARLO_OPERATIONS(S)                                                             \
  template Variable<S> operator+<S>(const Variable<S>&, const Variable<S>&);                 \
  template Variable<S> operator-<S>(const Variable<S>&, const Variable<S>&);                 \
  template Variable<S> operator*<S>(const Variable<S>&, const Variable<S>&);                 \
  template Variable<S> operator/<S>(const Variable<S>&, const Variable<S>&);                 \
  template Variable<S> affine<S>(const Variable<S>&, S, S);                                  \
  template Variable<S> product<S>(const Variable<S>&, const Variable<S>&);                   \
  template Variable<S> product_transposed<S>(const Variable<S>&, const Variable<S>&);        \
  template Variable<S> transposed_product<S>(const Variable<S>&, const Variable<S>&);        \
  template Variable<S> dense<S>(const Variable<S>&, const Variable<S>&, const Variable<S>&); \
  template Variable<S> broadcast<S>(const Variable<S>&, Index, Index);                       \
  template Variable<S> sum_to<S>(const Variable<S>&, Index, Index);                          \
  template Variable<S> leaky_relu<S>(const Variable<S>&, S);                                 \
  template Variable<S> relu<S>(const Variable<S>&);                                          \
  template Variable<S> abs<S>(const Variable<S>&);                                           \
  template Variable<S> tanh<S>(const Variable<S>&);                                          \
  template Variable<S> logistic<S>(const Variable<S>&);                                      \
  template Variable<S> exp<S>(const Variable<S>&);                                           \
  template Variable<S> log<S>(const Variable<S>&);                                           \
  template Variable<S> sqrt<S>(const Variable<S>&);                                          \
  template Variable<S> log_softmax<S>(const Variable<S>&);                                   \
  template Variable<S> row_norms<S>(const Variable<S>&);                                     \
  template Variable<S> squared_distances<S>(const Variable<S>&, const Variable<S>&);

MONGECARLO_OPERATIONS(float)
MONGECARLO_OPERATIONS(double)

}  // namespace mongecarlo
