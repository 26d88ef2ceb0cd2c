#pragma once
#include <Eigen/Core>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "mongecarlo/measure/points.hpp"

namespace mongecarlo {

/// Dense matrix, columns contiguous: what networks compute with. A batch of n samples is n x d, one sample a row.
template <class Scalar>
using ColumnMatrix = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic>;
template <class Scalar>
using ColumnView = Eigen::Map<const ColumnMatrix<Scalar>>;

template <class Scalar>
class Tape;

/// A matrix on a tape. Copies refer to the same matrix; none outlives Tape::rewind.
template <class Scalar>
class Variable {
 public:
  Variable() = default;
  Index rows() const { return value().rows(); }
  Index cols() const { return value().cols(); }
  ColumnView<Scalar> value() const;
  /// The number of a 1 x 1 matrix; std::invalid_argument for another shape.
  Scalar item() const;
  Tape<Scalar>& tape() const { return *tape_; }

 private:
  friend class Tape<Scalar>;
  Variable(Tape<Scalar>* tape, std::int32_t node) : tape_(tape), node_(node) {}
  Tape<Scalar>* tape_ = nullptr;
  std::int32_t node_ = -1;
};

/// What a node of a tape computes from its parents a, b, c (operations.hpp).
enum class Operation : std::uint8_t {
  leaf,                ///< a number without parents
  add,                 ///< a + b
  subtract,            ///< a - b
  multiply,            ///< a b, entry by entry
  divide,              ///< a / b, entry by entry
  quotient_or_zero,    ///< a / b, and 0 where b is 0
  affine,              ///< factor a + shift
  product,             ///< A B
  product_transposed,  ///< A B^T
  transposed_product,  ///< A^T B
  dense,               ///< A B + 1 c
  broadcast,           ///< a number, a row or a column, repeated to the shape
  sum_to,              ///< the adjoint of broadcast: sums down to a number, a row or a column
  gate,                ///< a where b > 0, factor a elsewhere
  exponential,
  logarithm,
  square_root,
  hyperbolic_tangent,
  logistic,          ///< 1 / (1 + exp(-a))
  log_softmax,       ///< a - log sum exp of its row
  row_norm,          ///< Euclidean length of each row
  squared_distance,  ///< |a_i - b_j|^2 for all pairs of rows
};

/// Scratch memory that a training step uses again and again. What is taken is given back all at once.
template <class Scalar>
class Arena {
 public:
  /// Room for `count` numbers, aligned to 64 bytes, with no values set.
  Scalar* take(std::size_t count);
  /// Everything is free again. A sequence of requests that fitted before fits again without allocation.
  void rewind();

 private:
  struct Block {
    std::unique_ptr<Scalar[]> memory;
    Scalar* first;
    std::size_t size;
  };
  std::vector<Block> blocks_;
  std::size_t block_ = 0, used_ = 0;
};

/// Reverse-mode differentiation of matrix expressions (Griewank & Walther 2008). An operation computes its value at
/// once and is remembered; `gradient` walks back and writes the derivative onto the same tape with the same operations,
/// so that gradients have gradients, of any order:
///
///   Tape<double> tape;
///   for (...) {                                  // one training step
///     tape.rewind();
///     const auto w = tape.leaf(weights);         // refers to the matrix, does not copy it
///     const auto loss = cross_entropy(product(tape.leaf(x), w), tape.leaf(targets));
///     tape.gradient(loss, inputs, gradients);
///   }
///
/// Cost: a gradient takes two to three times the evaluation. Memory: all values until `rewind`, which keeps it, so that
/// a loop of equal steps allocates in its first step only. One tape is used by one thread; it starts none.
template <class Scalar>
class Tape {
 public:
  using V = Variable<Scalar>;

  Tape() = default;
  Tape(const Tape&) = delete;  // variables point at it
  Tape& operator=(const Tape&) = delete;

  /// Forgets all variables and keeps the memory.
  void rewind();

  /// A matrix of the caller's, which must stay where it is and as it is until `rewind`.
  V leaf(const Scalar* values, Index rows, Index cols);
  V leaf(const ColumnMatrix<Scalar>& matrix) { return leaf(matrix.data(), matrix.rows(), matrix.cols()); }
  V leaf(ColumnMatrix<Scalar>&&) = delete;
  /// rows x cols equal numbers.
  V filled(Index rows, Index cols, Scalar value);
  /// The same matrix, as a constant: no derivative passes.
  V detach(const V& variable);

  /// d output / d input for each input, written to `gradients` (resized to their number): matrices of the shape of the
  /// inputs, zero where the output does not depend on one. `output` is 1 x 1, else std::invalid_argument. An input may
  /// be a leaf or a result. Variables of another tape, or from before a rewind, give std::invalid_argument.
  void gradient(const V& output, std::span<const V> inputs, std::vector<V>& gradients);
  /// The same for one input.
  V gradient(const V& output, const V& input);

  /// Nodes since the last rewind.
  std::size_t size() const { return nodes_.size(); }
  ColumnView<Scalar> value(const V& variable) const;

  /// What operations.hpp is made of: computes one operation, whose shapes must fit, into a new node.
  V apply(Operation operation, Index rows, Index cols, const V& a, const V& b = {}, const V& c = {}, Scalar factor = 1,
          Scalar shift = 0);

 private:
  struct Node {
    Operation operation;
    std::int32_t a, b, c;  // parents, -1: none
    Index rows, cols;
    const Scalar* value;
    Scalar factor, shift;
  };

  V at(std::int32_t node) { return V(this, node); }
  const Node& node_of(const V& variable) const;
  void evaluate(const Node& node, Scalar* out);
  void mark_needed(std::int32_t first, std::int32_t last, std::span<const V> inputs);
  void pull(std::int32_t node, const V& adjoint);
  bool needs(std::int32_t node) const { return node >= base_ && needed_[static_cast<std::size_t>(node - base_)]; }
  void accumulate(std::int32_t node, const V& term);

  std::vector<Node> nodes_;
  Arena<Scalar> arena_;
  // Of the gradient in progress, for the nodes from base_ to its output: which lead to an input, and their adjoints.
  std::int32_t base_ = 0;
  std::vector<char> needed_;
  std::vector<std::int32_t> adjoint_;
  std::vector<V> single_;  // of the gradient for one input
};

extern template class Arena<float>;
extern template class Arena<double>;
extern template class Tape<float>;
extern template class Tape<double>;
extern template class Variable<float>;
extern template class Variable<double>;

}  // namespace mongecarlo
