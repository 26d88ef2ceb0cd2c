#include "mongecarlo/learning/tape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "mongecarlo/base/checks.hpp"
#include "mongecarlo/learning/matrix_loops.hpp"
#include "mongecarlo/learning/operations.hpp"

namespace mongecarlo {
namespace {

constexpr std::size_t kLeastBlock = std::size_t{1} << 16;
constexpr std::size_t kAlignment = 64;

}  // namespace

template <class Scalar>
Scalar* Arena<Scalar>::take(std::size_t count) {
  constexpr std::size_t kStep = kAlignment / sizeof(Scalar);
  count = (count + kStep - 1) / kStep * kStep;
  while (block_ < blocks_.size() && used_ + count > blocks_[block_].size) {
    ++block_;
    used_ = 0;
  }
  if (block_ == blocks_.size()) {
    const std::size_t size = std::max(count, kLeastBlock);
    Block block{std::unique_ptr<Scalar[]>(new Scalar[size + kStep]), nullptr, size};
    const auto address = reinterpret_cast<std::uintptr_t>(block.memory.get());
    block.first = block.memory.get() + (kAlignment - address % kAlignment) % kAlignment / sizeof(Scalar);
    blocks_.push_back(std::move(block));
  }
  Scalar* taken = blocks_[block_].first + used_;
  used_ += count;
  return taken;
}

template <class Scalar>
void Arena<Scalar>::rewind() {
  block_ = used_ = 0;
}

template <class Scalar>
ColumnView<Scalar> Variable<Scalar>::value() const {
  if (!tape_) throw std::invalid_argument("Variable: it is on no tape");
  return tape_->value(*this);
}

template <class Scalar>
Scalar Variable<Scalar>::item() const {
  const ColumnView<Scalar> matrix = value();
  if (matrix.size() != 1)
    throw std::invalid_argument(
        fmt::format("Variable: item of a {} x {} matrix, but it must be 1 x 1", matrix.rows(), matrix.cols()));
  return matrix(0, 0);
}

template <class Scalar>
void Tape<Scalar>::rewind() {
  nodes_.clear();
  arena_.rewind();
}

template <class Scalar>
const typename Tape<Scalar>::Node& Tape<Scalar>::node_of(const V& variable) const {
  if (variable.tape_ != this) throw std::invalid_argument("Tape: a variable of another tape, or of none");
  const auto node = static_cast<std::size_t>(variable.node_);
  if (node >= nodes_.size()) throw std::invalid_argument("Tape: a variable from before the tape was rewound");
  return nodes_[node];
}

template <class Scalar>
ColumnView<Scalar> Tape<Scalar>::value(const V& variable) const {
  const Node& node = node_of(variable);
  return {node.value, node.rows, node.cols};
}

template <class Scalar>
Variable<Scalar> Tape<Scalar>::leaf(const Scalar* values, Index rows, Index cols) {
  check_at_least("Tape", "rows of a leaf", rows, 1);
  check_at_least("Tape", "columns of a leaf", cols, 1);
  nodes_.push_back({Operation::leaf, -1, -1, -1, rows, cols, values, 1, 0});
  return at(static_cast<std::int32_t>(nodes_.size()) - 1);
}

template <class Scalar>
Variable<Scalar> Tape<Scalar>::filled(Index rows, Index cols, Scalar value) {
  check_at_least("Tape", "rows of a constant", rows, 1);
  check_at_least("Tape", "columns of a constant", cols, 1);
  const auto size = static_cast<std::size_t>(rows * cols);
  Scalar* values = arena_.take(size);
  std::fill_n(values, size, value);
  return leaf(values, rows, cols);
}

template <class Scalar>
Variable<Scalar> Tape<Scalar>::detach(const V& variable) {
  const Node node = node_of(variable);
  return leaf(node.value, node.rows, node.cols);
}

template <class Scalar>
Variable<Scalar> Tape<Scalar>::apply(Operation operation, Index rows, Index cols, const V& a, const V& b, const V& c,
                                     Scalar factor, Scalar shift) {
  node_of(a);
  for (const V* parent : {&b, &c})
    if (parent->tape_) node_of(*parent);
  Node node{operation, a.node_, b.node_, c.node_, rows, cols, nullptr, factor, shift};
  Scalar* out = arena_.take(static_cast<std::size_t>(rows * cols));
  node.value = out;
  evaluate(node, out);
  nodes_.push_back(node);
  return at(static_cast<std::int32_t>(nodes_.size()) - 1);
}

namespace {

// The row operations, on matrices by columns: lanes run along the rows.

template <class Scalar>
void log_softmax_of_rows(const Scalar* a, Index n, Index k, Scalar* scratch, Scalar* out) {
  std::copy_n(a, n, scratch);
  for (Index j = 1; j < k; ++j)
    for (Index i = 0; i < n; ++i) scratch[i] = std::max(scratch[i], a[j * n + i]);
  for (Index j = 0; j < k; ++j)
    for (Index i = 0; i < n; ++i) out[j * n + i] = std::exp(a[j * n + i] - scratch[i]);
  Scalar* sums = scratch + n;
  std::copy_n(out, n, sums);
  for (Index j = 1; j < k; ++j)
    for (Index i = 0; i < n; ++i) sums[i] += out[j * n + i];
  for (Index i = 0; i < n; ++i) scratch[i] += std::log(sums[i]);
  for (Index j = 0; j < k; ++j)
    for (Index i = 0; i < n; ++i) out[j * n + i] = a[j * n + i] - scratch[i];
}

template <class Scalar>
void lengths_of_rows(const Scalar* a, Index n, Index k, Scalar* out) {
  std::fill_n(out, n, Scalar(0));
  for (Index j = 0; j < k; ++j)
    for (Index i = 0; i < n; ++i) out[i] += a[j * n + i] * a[j * n + i];
  for (Index i = 0; i < n; ++i) out[i] = std::sqrt(out[i]);
}

template <class Scalar>
void squared_distances_of_rows(const Scalar* x, const Scalar* y, Index n, Index m, Index d, Scalar* out) {
  std::fill_n(out, n * m, Scalar(0));
  for (Index j = 0; j < m; ++j)
    for (Index k = 0; k < d; ++k)
      for (Index i = 0; i < n; ++i) {
        const Scalar difference = x[k * n + i] - y[k * m + j];
        out[j * n + i] += difference * difference;
      }
}

template <class Scalar>
void repeat(const Scalar* a, Index a_rows, Index a_cols, Index rows, Index cols, Scalar* out) {
  for (Index j = 0; j < cols; ++j) {
    const Scalar* column = a + (a_cols == 1 ? 0 : j * a_rows);
    if (a_rows == 1)
      std::fill_n(out + j * rows, rows, *column);
    else
      std::copy_n(column, rows, out + j * rows);
  }
}

template <class Scalar>
void sum_down(const MatrixLoops<Scalar>& loops, const Scalar* a, Index a_rows, Index a_cols, Index rows, Index cols,
              Scalar* out) {
  if (rows == a_rows) {
    std::copy_n(a, rows * cols, out);
    if (cols == 1)
      for (Index j = 1; j < a_cols; ++j) loops.add(out, a + j * rows, out, rows);
  } else if (cols == a_cols) {
    for (Index j = 0; j < cols; ++j) out[j] = loops.sum(a + j * a_rows, a_rows);
  } else {
    *out = loops.sum(a, a_rows * a_cols);
  }
}

template <class Scalar, class F>
void map(const Scalar* a, Index size, Scalar* out, F f) {
  for (Index i = 0; i < size; ++i) out[i] = f(a[i]);
}

}  // namespace

template <class Scalar>
void Tape<Scalar>::evaluate(const Node& node, Scalar* out) {
  static const MatrixLoops<Scalar>& loops = matrix_loops<Scalar>();
  const auto parent = [&](std::int32_t index) -> const Node& { return nodes_[static_cast<std::size_t>(index)]; };
  const Node& a = parent(node.a);
  const Scalar* b = node.b >= 0 ? parent(node.b).value : nullptr;
  const Index size = node.rows * node.cols;
  switch (node.operation) {
    case Operation::leaf:
      return;
    case Operation::add:
      return loops.add(a.value, b, out, size);
    case Operation::subtract:
      return loops.subtract(a.value, b, out, size);
    case Operation::multiply:
      return loops.multiply(a.value, b, out, size);
    case Operation::divide:
      return loops.divide(a.value, b, out, size);
    case Operation::quotient_or_zero:
      for (Index i = 0; i < size; ++i) out[i] = b[i] != 0 ? a.value[i] / b[i] : Scalar(0);
      return;
    case Operation::affine:
      return loops.affine(a.value, node.factor, node.shift, out, size);
    case Operation::product:
      return loops.product(a.value, {b, 1, a.cols}, nullptr, out, node.rows, a.cols, node.cols);
    case Operation::product_transposed:
      return loops.product(a.value, {b, node.cols, 1}, nullptr, out, node.rows, a.cols, node.cols);
    case Operation::transposed_product:
      return loops.transposed_product(a.value, b, out, a.rows, node.rows, node.cols);
    case Operation::dense:
      return loops.product(a.value, {b, 1, a.cols}, parent(node.c).value, out, node.rows, a.cols, node.cols);
    case Operation::broadcast:
      return repeat(a.value, a.rows, a.cols, node.rows, node.cols, out);
    case Operation::sum_to:
      return sum_down(loops, a.value, a.rows, a.cols, node.rows, node.cols, out);
    case Operation::gate:
      return loops.gate(a.value, b, node.factor, out, size);
    case Operation::exponential:
      return map(a.value, size, out, [](Scalar x) { return std::exp(x); });
    case Operation::logarithm:
      return map(a.value, size, out, [](Scalar x) { return std::log(x); });
    case Operation::square_root:
      return map(a.value, size, out, [](Scalar x) { return std::sqrt(x); });
    case Operation::hyperbolic_tangent:
      return map(a.value, size, out, [](Scalar x) { return std::tanh(x); });
    case Operation::logistic:
      return map(a.value, size, out, [](Scalar x) { return 1 / (1 + std::exp(-x)); });
    case Operation::log_softmax:
      return log_softmax_of_rows(a.value, node.rows, node.cols, arena_.take(static_cast<std::size_t>(2 * node.rows)),
                                 out);
    case Operation::row_norm:
      return lengths_of_rows(a.value, a.rows, a.cols, out);
    case Operation::squared_distance:
      return squared_distances_of_rows(a.value, b, node.rows, node.cols, a.cols, out);
  }
}

template <class Scalar>
void Tape<Scalar>::mark_needed(std::int32_t first, std::int32_t last, std::span<const V> inputs) {
  base_ = first;
  const auto count = static_cast<std::size_t>(last - first + 1);
  needed_.assign(count, 0);
  adjoint_.assign(count, -1);
  for (const V& input : inputs)
    if (input.node_ <= last) needed_[static_cast<std::size_t>(input.node_ - first)] = 1;
  for (std::int32_t i = first; i <= last; ++i) {
    const Node& node = nodes_[static_cast<std::size_t>(i)];
    if (needs(node.a) || needs(node.b) || needs(node.c)) needed_[static_cast<std::size_t>(i - first)] = 1;
  }
}

template <class Scalar>
void Tape<Scalar>::accumulate(std::int32_t node, const V& term) {
  std::int32_t& adjoint = adjoint_[static_cast<std::size_t>(node - base_)];
  adjoint = adjoint < 0 ? term.node_ : (at(adjoint) + term).node_;
}

/// Hands the adjoint g of node y = f(a, b, c) on to those parents that lead to an input.
template <class Scalar>
void Tape<Scalar>::pull(std::int32_t index, const V& g) {
  const Node node = nodes_[static_cast<std::size_t>(index)];  // a copy: the vector grows
  const V y = at(index), a = at(node.a), b = at(node.b);
  const auto to_a = [&](auto term) {
    if (needs(node.a)) accumulate(node.a, term());
  };
  const auto to_b = [&](auto term) {
    if (needs(node.b)) accumulate(node.b, term());
  };
  const auto to_c = [&](auto term) {
    if (needs(node.c)) accumulate(node.c, term());
  };
  switch (node.operation) {
    case Operation::leaf:
      return;
    case Operation::add:
      to_a([&] { return g; });
      return to_b([&] { return g; });
    case Operation::subtract:
      to_a([&] { return g; });
      return to_b([&] { return -g; });
    case Operation::multiply:
      to_a([&] { return g * b; });
      return to_b([&] { return g * a; });
    case Operation::divide:
      to_a([&] { return g / b; });
      return to_b([&] { return -(g / b * y); });
    case Operation::quotient_or_zero: {
      const V share = apply(Operation::quotient_or_zero, node.rows, node.cols, g, b);
      to_a([&] { return share; });
      return to_b([&] { return -(share * y); });
    }
    case Operation::affine:
      return to_a([&] { return node.factor * g; });
    case Operation::product:
      to_a([&] { return product_transposed(g, b); });
      return to_b([&] { return transposed_product(a, g); });
    case Operation::product_transposed:
      to_a([&] { return product(g, b); });
      return to_b([&] { return transposed_product(g, a); });
    case Operation::transposed_product:
      to_a([&] { return product_transposed(b, g); });
      return to_b([&] { return product(a, g); });
    case Operation::dense:
      to_a([&] { return product_transposed(g, b); });
      to_b([&] { return transposed_product(a, g); });
      return to_c([&] { return column_sums(g); });
    case Operation::broadcast:
      return to_a([&] { return sum_to(g, a.rows(), a.cols()); });
    case Operation::sum_to:
      return to_a([&] { return broadcast(g, a.rows(), a.cols()); });
    case Operation::gate:
      return to_a([&] { return apply(Operation::gate, node.rows, node.cols, g, b, {}, node.factor); });
    case Operation::exponential:
      return to_a([&] { return g * y; });
    case Operation::logarithm:
      return to_a([&] { return g / a; });
    case Operation::square_root:
      return to_a([&] { return Scalar(0.5) * (g / y); });
    case Operation::hyperbolic_tangent:
      return to_a([&] { return g * mongecarlo::affine(y * y, -1, 1); });
    case Operation::logistic:
      return to_a([&] { return g * (y - y * y); });
    case Operation::log_softmax:
      return to_a([&] { return g - exp(y) * row_sums(g); });
    case Operation::row_norm:
      return to_a([&] { return a * apply(Operation::quotient_or_zero, node.rows, 1, g, y); });
    case Operation::squared_distance:
      to_a([&] { return Scalar(2) * (a * row_sums(g) - product(g, b)); });
      return to_b(
          [&] { return Scalar(2) * (b * transposed_product(g, filled(node.rows, 1, 1)) - transposed_product(g, a)); });
  }
}

template <class Scalar>
void Tape<Scalar>::gradient(const V& output, std::span<const V> inputs, std::vector<V>& gradients) {
  const Node& result = node_of(output);
  if (result.rows != 1 || result.cols != 1)
    throw std::invalid_argument(
        fmt::format("Tape: gradient of a {} x {} matrix, but the output must be 1 x 1", result.rows, result.cols));
  std::int32_t first = output.node_;
  for (const V& input : inputs) {
    node_of(input);
    first = std::min(first, input.node_);
  }
  mark_needed(first, output.node_, inputs);
  adjoint_.back() = filled(1, 1, 1).node_;
  for (std::int32_t i = output.node_; i >= first; --i)
    if (const std::int32_t adjoint = adjoint_[static_cast<std::size_t>(i - first)]; adjoint >= 0 && needs(i))
      pull(i, at(adjoint));
  gradients.resize(inputs.size());
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    const std::int32_t node = inputs[k].node_;
    const std::int32_t adjoint = node > output.node_ ? -1 : adjoint_[static_cast<std::size_t>(node - first)];
    gradients[k] = adjoint >= 0 ? at(adjoint) : filled(inputs[k].rows(), inputs[k].cols(), 0);
  }
}

template <class Scalar>
Variable<Scalar> Tape<Scalar>::gradient(const V& output, const V& input) {
  single_.clear();
  gradient(output, {&input, 1}, single_);
  return single_.front();
}

template class Arena<float>;
template class Arena<double>;
template class Tape<float>;
template class Tape<double>;
template class Variable<float>;
template class Variable<double>;

}  // namespace mongecarlo
